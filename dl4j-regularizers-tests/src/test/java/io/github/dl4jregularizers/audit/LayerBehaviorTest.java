package io.github.dl4jregularizers.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.ParametricLayer;
import io.github.dl4jregularizers.internal.config.ParametricLayers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs every layer of DL4J with noise that counts its calls, and compares the calls with the findings of the rules. */
class LayerBehaviorTest {

    private int forward;
    private int backward;
    private int weights;

    /** The identity, which counts its calls. */
    private final class CountingDropout implements IDropout {
        private static final long serialVersionUID = 1;

        @Override
        public INDArray applyDropout(INDArray in, INDArray out, int iteration, int epoch, LayerWorkspaceMgr manager) {
            forward++;
            return out.assign(in);
        }

        @Override
        public INDArray backprop(INDArray in, INDArray out, int iteration, int epoch) {
            backward++;
            return out.assign(in);
        }

        @Override
        public void clear() {}

        @Override
        public IDropout clone() {
            return this;
        }
    }

    /** Leaves the weights unchanged and counts its calls. */
    private final class CountingNoise implements IWeightNoise {
        private static final long serialVersionUID = 1;

        @Override
        public INDArray getParameter(
                org.deeplearning4j.nn.api.Layer layer,
                String name,
                int iteration,
                int epoch,
                boolean train,
                LayerWorkspaceMgr manager) {
            weights++;
            return layer.getParam(name);
        }

        @Override
        public IWeightNoise clone() {
            return this;
        }
    }

    /** Without layers that fail in DL4J with or without noise, and without frozen layers, whose noise is off. */
    static List<ParametricLayer> parametric() {
        return ParametricLayers.rows()
                .filter(row -> {
                    Layer layer = row.configuration().getConf(0).getLayer();
                    return !(layer instanceof LearnedSelfAttentionLayer
                            || layer instanceof FrozenLayer
                            || layer instanceof FrozenLayerWithBackprop
                            || holdsNormalizedRnn(layer));
                })
                .collect(Collectors.toList());
    }

    private static boolean holdsNormalizedRnn(Layer layer) {
        return layer instanceof SimpleRnn && ((SimpleRnn) layer).hasLayerNorm()
                || InnerLayers.of(layer).values().stream().anyMatch(LayerBehaviorTest::holdsNormalizedRnn);
    }

    @ParameterizedTest
    @MethodSource("parametric")
    void dropoutOfLayersWithParameters(ParametricLayer row) {
        MultiLayerConfiguration conf = row.configuration();
        conf.getConf(0).getLayer().setIDropout(new CountingDropout());

        run(conf, row.input());

        assertDropoutAsFound(conf);
    }

    @Test
    void dropoutOfLayersWithoutParameters() {
        InputType sequence = Stacks.SEQUENCE;
        InputType image = Stacks.IMAGE;
        assertDropoutAsFound(Stacks.FLAT, new ActivationLayer.Builder().build());
        assertDropoutAsFound(Stacks.FLAT, new RepeatVector.Builder<>(2).build());
        assertDropoutAsFound(Stacks.FLAT, new LossLayer.Builder().build());
        assertDropoutAsFound(sequence, new RnnLossLayer.Builder().build());
        assertDropoutAsFound(sequence, new GlobalPoolingLayer.Builder().build());
        assertDropoutAsFound(
                sequence, new Subsampling1DLayer.Builder().kernelSize(2).build());
        assertDropoutAsFound(sequence, new Upsampling1D.Builder(2).build());
        assertDropoutAsFound(sequence, new ZeroPadding1DLayer.Builder(1).build());
        assertDropoutAsFound(sequence, new Cropping1D(1));
        assertDropoutAsFound(sequence, new MaskLayer());
        assertDropoutAsFound(image, new CnnLossLayer.Builder().build());
        assertDropoutAsFound(image, new SubsamplingLayer.Builder().build());
        assertDropoutAsFound(image, new Upsampling2D.Builder(2).build());
        assertDropoutAsFound(image, new ZeroPaddingLayer.Builder(1, 1).build());
        assertDropoutAsFound(image, new Cropping2D(1, 1));
        assertDropoutAsFound(image, new SpaceToDepthLayer.Builder<>(2, CNN2DFormat.NCHW).build());
    }

    private void assertDropoutAsFound(InputType input, Layer layer) {
        forward = 0;
        backward = 0;
        layer.setIDropout(new CountingDropout());
        MultiLayerConfiguration conf = Stacks.of(input, layer);
        run(conf, input);
        assertDropoutAsFound(conf);
    }

    private void assertDropoutAsFound(MultiLayerConfiguration conf) {
        List<String> found = RegularizationAudit.of(conf).stream()
                .map(Finding::rule)
                .filter(rule -> rule.startsWith("dropout-"))
                .collect(Collectors.toList());
        Stream<String> measured = forward == 0
                ? Stream.of("dropout-ignored")
                : backward == 0 ? Stream.of("dropout-gradient") : Stream.of();
        assertThat(found)
                .as("%s, called %d and %d times", conf.getConf(0).getLayer(), forward, backward)
                .isEqualTo(measured.collect(Collectors.toList()));
    }

    /** The autoencoder is left out: it uses noisy weights as a layer, but not in its own pretraining. */
    @ParameterizedTest
    @MethodSource("parametric")
    void weightNoiseOfLayersWithParameters(ParametricLayer row) {
        MultiLayerConfiguration conf = row.configuration();
        Layer layer = conf.getConf(0).getLayer();
        if (!(layer instanceof BaseLayer) || layer instanceof VariationalAutoencoder) {
            return;
        }
        ((BaseLayer) layer).setWeightNoise(new CountingNoise());

        run(conf, row.input());

        assertThat(RegularizationAudit.of(conf).stream().anyMatch(f -> f.rule().equals("weight-noise-ignored")))
                .as("%d calls", weights)
                .isEqualTo(weights == 0);
    }

    private static void run(MultiLayerConfiguration conf, InputType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        network.initGradientsView();
        INDArray input = inputOf(conf.getConf(0).getLayer(), type);
        network.setInput(input);
        org.deeplearning4j.nn.api.Layer layer = network.getLayer(0);
        INDArray output = layer.activate(input, true, LayerWorkspaceMgr.noWorkspaces());
        if (layer instanceof IOutputLayer) {
            network.setLabels(output.dup());
            network.computeGradientAndScore();
        } else {
            layer.backpropGradient(Nd4j.ones(output.dataType(), output.shape()), LayerWorkspaceMgr.noWorkspaces());
        }
    }

    private static INDArray inputOf(Layer layer, InputType type) {
        if (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer) {
            return Nd4j.ones(2, layer instanceof EmbeddingLayer ? 1 : 3);
        }
        long[] shape = type.getShape(true).clone();
        shape[0] = 2;
        return Nd4j.rand(DataType.FLOAT, shape);
    }
}
