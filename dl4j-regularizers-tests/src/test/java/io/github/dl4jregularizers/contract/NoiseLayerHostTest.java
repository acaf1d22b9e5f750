package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** A noise layer has the correct gradient with every noise, also before layers whose own dropout has a wrong one. */
class NoiseLayerHostTest {

    static Stream<IDropout> ofDl4j() {
        return Stream.of(
                new Dropout(0.7),
                new AlphaDropout(0.7),
                new org.deeplearning4j.nn.conf.dropout.GaussianDropout(0.3),
                new GaussianNoise(0.3),
                new SpatialDropout(0.7));
    }

    @ParameterizedTest
    @MethodSource("ofDl4j")
    void takesTheNoiseOfDl4j(IDropout noise) {
        for (Variant variant : new Variant[] {Variant.DOUBLE_WORKSPACES_GRAPH, Variant.DOUBLE_PLAIN_SEQUENTIAL}) {
            NetworkPlan plan =
                    plan(variant, Input.CONVOLUTIONAL, CNN2DFormat.NCHW).below().subject(new NoiseLayer(noise));
            assertExact(plan, Input.CONVOLUTIONAL, CNN2DFormat.NCHW);
        }
    }

    @Test
    void beforeDeconvolution() {
        Layer host = new Deconvolution2D.Builder(2, 2)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .build();
        assertExactBefore(host, Input.CONVOLUTIONAL, CNN2DFormat.NCHW);
    }

    @Test
    void beforeConvolutionOverTime() {
        Layer host = new Convolution1DLayer.Builder(1, 1)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .build();
        assertExactBefore(host, Input.RECURRENT, RNNFormat.NCW);
    }

    /** As the first layer of the network as well, where LSTM in NWC ignores its dropout. */
    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void firstLayerBeforeLstm(RNNFormat format) {
        NetworkPlan plan = plan(Variant.DOUBLE_PLAIN_SEQUENTIAL, Input.RECURRENT, format)
                .add("noise", new NoiseLayer(new LockedDropout(DropRate.of(0.4), format)))
                .subject(new LSTM.Builder()
                        .dataFormat(format)
                        .nIn(Input.SIZE)
                        .nOut(Input.SIZE)
                        .activation(Activation.TANH)
                        .build());
        assertExact(plan, Input.RECURRENT, format);
    }

    /** Frozen, the layer below still gets the gradient, and there is no noise in it. */
    @Test
    void frozen() {
        Layer frozen = new FrozenLayerWithBackprop(new NoiseLayer(new GaussianDropout(DropRate.of(0.4))));
        NetworkPlan plan = plan(Variant.DOUBLE_PLAIN_SEQUENTIAL, Input.FEED_FORWARD, null)
                .below()
                .subject(frozen);
        assertExact(plan, Input.FEED_FORWARD, null);
    }

    private static void assertExactBefore(Layer host, Input input, DataFormat format) {
        NetworkPlan plan = plan(Variant.DOUBLE_PLAIN_SEQUENTIAL, input, format)
                .below()
                .add("noise", new NoiseLayer(new GaussianDropout(DropRate.of(0.4))))
                .subject(host);
        assertExact(plan, input, format);
    }

    private static NetworkPlan plan(Variant variant, Input input, DataFormat format) {
        return new NetworkPlan(variant, input, format).global(builder -> builder.updater(new NoOp()));
    }

    private static void assertExact(NetworkPlan plan, Input input, DataFormat format) {
        Network network = plan.build();
        for (boolean masked : input == Input.RECURRENT ? List.of(false, true) : List.of(false)) {
            DataSet batch = Batches.batch(input, network, DataType.DOUBLE, format, 1, masked);
            GradientChecks.assertExact(input + " " + format + ", masked " + masked, network, batch);
        }
    }
}
