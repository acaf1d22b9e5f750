package io.github.dl4jregularizers.transfer;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.residual.LayerSequence;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** BatchNorm with fixed statistics between layers that train. */
class FrozenBatchNormalizationTest {

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(4)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1));
    }

    private static MultiLayerConfiguration images(CNN2DFormat format, boolean logarithm) {
        return base().list()
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(3)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder().useLogStd(logarithm).build())
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder()
                        .useLogStd(logarithm)
                        .name("top")
                        .build())
                .layer(new OutputLayer.Builder(new LossMCXENT())
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(5, 5, 2, format))
                .build();
    }

    private static DataSet batch(CNN2DFormat format) {
        INDArray images = Nd4j.rand(
                DataType.DOUBLE, format == CNN2DFormat.NCHW ? new long[] {3, 2, 5, 5} : new long[] {3, 5, 5, 2});
        return new DataSet(images, Nd4j.eye(3).castTo(DataType.DOUBLE));
    }

    /** Statistics, gains and shifts as after a training, all above 0. */
    private static MultiLayerNetwork pretrained(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        for (String layer : new String[] {"1", "3"}) {
            for (String name : new String[] {"gamma", "beta", "mean", "var", "log10stdev"}) {
                INDArray value = network.getParam(layer + "_" + name);
                if (value != null) {
                    value.assign(Nd4j.rand(DataType.DOUBLE, value.shape()).addi(0.3));
                }
            }
        }
        return network;
    }

    private static MultiLayerNetwork fixed(MultiLayerNetwork pretrained) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                FrozenBatchNormalization.everywhere().applyTo(pretrained.getLayerWiseConfigurations()));
        network.init(pretrained.params(), true);
        return network;
    }

    @ParameterizedTest
    @CsvSource({"NCHW, false", "NHWC, false", "NCHW, true"})
    void trainsTheOtherLayersWithTheFunctionOfInference(CNN2DFormat format, boolean logarithm) {
        MultiLayerNetwork pretrained = pretrained(images(format, logarithm));
        MultiLayerNetwork network = fixed(pretrained);
        DataSet batch = batch(format);
        INDArray expected = pretrained.output(batch.getFeatures());
        assertWithin("inference", 1e-12, network.output(batch.getFeatures()), expected);
        assertWithin("training", 1e-12, network.output(batch.getFeatures(), true), expected);
        INDArray convolution = network.getParam("0_W").dup();
        network.fit(batch);
        for (String name : network.paramTable().keySet()) {
            boolean still = name.startsWith("1_") || name.startsWith("3_");
            assertThat(network.getParam(name).equals(pretrained.getParam(name)))
                    .as(name)
                    .isEqualTo(still);
        }
        assertThat(network.getParam("0_W")).isNotEqualTo(convolution);
    }

    @ParameterizedTest
    @CsvSource({"NCHW, false", "NHWC, false", "NCHW, true"})
    void gradientIsExact(CNN2DFormat format, boolean logarithm) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            MultiLayerConfiguration conf = images(format, logarithm);
            conf.getConfs().forEach(each -> {
                if (each.getLayer() instanceof org.deeplearning4j.nn.conf.layers.BaseLayer) {
                    ((org.deeplearning4j.nn.conf.layers.BaseLayer) each.getLayer()).setIUpdater(new NoOp());
                }
            });
            DataSet batch = batch(format);
            boolean exact = GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                    .net(fixed(pretrained(conf)))
                    .epsilon(1e-6)
                    .maxRelError(1e-5)
                    .minAbsoluteError(1e-9)
                    .exitOnFirstError(true)
                    .excludeParams(Set.of(
                            "1_gamma",
                            "1_beta",
                            "1_mean",
                            "1_var",
                            "1_log10stdev",
                            "3_gamma",
                            "3_beta",
                            "3_mean",
                            "3_var",
                            "3_log10stdev"))
                    .input(batch.getFeatures())
                    .labels(batch.getLabels()));
            assertThat(exact).isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    /** DL4J's own way to fix a layer in the middle has another gradient for the layers below. */
    @Test
    void inAGraphAndAfterSaving() throws Exception {
        MultiLayerNetwork pretrained = pretrained(images(CNN2DFormat.NCHW, false));
        ComputationGraph plain = pretrained.toComputationGraph();
        ComputationGraph graph =
                new ComputationGraph(FrozenBatchNormalization.everywhere().applyTo(plain.getConfiguration()));
        graph.init(plain.params(), true);
        MultiLayerNetwork network = fixed(pretrained);
        DataSet batch = batch(CNN2DFormat.NCHW);
        MultiLayerNetwork restored = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(
                network.getLayerWiseConfigurations().toJson()));
        restored.init(network.params(), true);
        for (int step = 0; step < 3; step++) {
            network.fit(batch);
            graph.fit(batch);
            restored.fit(batch);
        }
        assertWithin("graph", 1e-12, graph.outputSingle(batch.getFeatures()), network.output(batch.getFeatures()));
        assertThat(restored.params()).isEqualTo(network.params());
    }

    @Test
    void someLayersMayStayAsTheyAre() {
        MultiLayerConfiguration conf =
                FrozenBatchNormalization.in(layer -> layer.equals("top")).applyTo(images(CNN2DFormat.NCHW, false));
        assertThat(conf.getConf(1).getLayer()).isInstanceOf(BatchNormalization.class);
        assertThat(conf.getConf(3).getLayer()).isInstanceOf(FrozenBatchNormalization.class);
        assertThat(conf.getConf(3).getLayer().getLayerName()).isEqualTo("top");
        assertThat(FrozenBatchNormalization.everywhere().applyTo(conf))
                .isEqualTo(FrozenBatchNormalization.everywhere().applyTo(images(CNN2DFormat.NCHW, false)));
    }

    @Test
    void transferLearningKeepsIt() {
        MultiLayerNetwork network = fixed(pretrained(images(CNN2DFormat.NCHW, false)));
        MultiLayerNetwork transferred = new TransferLearning.Builder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .removeOutputLayer()
                .addLayer(new OutputLayer.Builder(new LossMCXENT())
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        INDArray statistics = transferred.getParam("1_mean").dup();
        transferred.fit(batch(CNN2DFormat.NCHW));
        assertThat(transferred.getParam("1_mean")).isEqualTo(statistics).isEqualTo(network.getParam("1_mean"));
    }

    @Test
    void normalizationInsideABlockIsRefused() {
        MultiLayerConfiguration conf = base().list()
                .layer(new LayerSequence(
                        new DenseLayer.Builder().nOut(3).build(), new BatchNormalization.Builder().build()))
                .layer(new OutputLayer.Builder(new LossMCXENT())
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(4))
                .build();
        assertThatThrownBy(() -> FrozenBatchNormalization.everywhere().applyTo(conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FusedNetworks.plain");
        assertThatThrownBy(() -> new FrozenBatchNormalization(new DenseLayer.Builder().build()))
                .hasMessageContaining("layer must be a BatchNormalization");
        assertThatThrownBy(() -> FrozenBatchNormalization.in(null)).hasMessageContaining("layers must be given");
    }
}
