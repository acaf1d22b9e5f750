package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.residual.FusionTraining.ROUNDING;
import static io.github.dl4jregularizers.residual.FusionTraining.assertClose;
import static io.github.dl4jregularizers.residual.FusionTraining.fit;
import static io.github.dl4jregularizers.residual.FusionTraining.images;
import static io.github.dl4jregularizers.residual.FusionTraining.residual;
import static io.github.dl4jregularizers.residual.FusionTraining.withAdam;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.constraint.MaxNorm;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** A fused network trains as the plain one, from a trained state on, and back. */
class FusedTrainingTest {

    /** Every layer has another updater or regularization; one has dropout, one a constraint. */
    private static MultiLayerConfiguration varied() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(new StepSchedule(ScheduleType.ITERATION, 0.01, 0.5, 2)))
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).l2(0.1).build())
                .layer(new BatchNormalization())
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .updater(new Nesterovs(0.1, 0.9))
                        .weightDecay(0.1)
                        .gradientNormalization(GradientNormalization.None)
                        .build())
                .layer(new ActivationLayer(Activation.SIGMOID))
                .layer(new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(5)
                        .dropOut(new Dropout(0.7))
                        .l1(0.01)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(5)
                        .updater(new RmsProp(0.01))
                        .constrainWeights(new MaxNorm(0.5))
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(5)
                        .updater(new AdaGrad(0.1))
                        .biasUpdater(new Sgd(0.1))
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build();
    }

    @Test
    void aSequenceTrainsOnFromTheStateOfATrainedNetworkAndBack() {
        DataSet data = images(2);
        MultiLayerNetwork plain = new MultiLayerNetwork(varied());
        plain.init();
        fit(plain, data, 3);
        CollectScoresIterationListener listener = new CollectScoresIterationListener();
        plain.setListeners(listener);
        MultiLayerNetwork fused = FusedNetworks.of(plain);
        assertThat(fused.getnLayers()).isEqualTo(3);
        assertThat(fused.getListeners()).containsExactly(listener);
        assertThat(fused.getIterationCount()).isEqualTo(3);
        assertThat(fused.params()).isEqualTo(plain.params());
        assertClose(fused.output(data.getFeatures()), plain.output(data.getFeatures()));

        fit(plain, data, 3);
        fit(fused, data, 3);
        assertThat(fused.score()).isCloseTo(plain.score(), within(ROUNDING));
        MultiLayerNetwork back = FusedNetworks.plain(fused);
        assertClose(back.params(), plain.params());
        assertClose(back.updaterState(), plain.updaterState());
        assertThat(back.getLayerWiseConfigurations().toJson())
                .isEqualTo(plain.getLayerWiseConfigurations().toJson());
        fit(plain, data, 2);
        fit(back, data, 2);
        assertClose(back.params(), plain.params());
    }

    @Test
    void aGraphTrainsOnFromTheStateOfATrainedNetworkAndBack() {
        DataSet data = images(3);
        ComputationGraph plain = withAdam();
        fit(plain, data, 3);
        ComputationGraph fused = FusedNetworks.of(plain);
        assertClose(fused.outputSingle(data.getFeatures()), plain.outputSingle(data.getFeatures()));
        assertThat(fused.getIterationCount()).isEqualTo(3);
        fit(plain, data, 3);
        fit(fused, data, 3);
        ComputationGraph back = FusedNetworks.plain(fused);
        assertClose(back.paramTable(), plain.paramTable());
        fit(plain, data, 2);
        fit(back, data, 2);
        assertClose(back.paramTable(), plain.paramTable());
    }

    /** Nested concatenations. */
    @Test
    void aUNetTrainsOnFromTheStateOfATrainedNetworkAndBack() {
        DataSet data =
                new DataSet(Nd4j.rand(DataType.DOUBLE, 4, 3, 8, 8), images(3).getLabels());
        ComputationGraph plain = withAdam(FusionNetworks.uNet());
        fit(plain, data, 2);
        ComputationGraph fused = FusedNetworks.of(plain);
        assertThat(fused.getNumLayers()).isEqualTo(2);
        assertClose(fused.outputSingle(data.getFeatures()), plain.outputSingle(data.getFeatures()));
        fit(plain, data, 3);
        fit(fused, data, 3);
        ComputationGraph back = FusedNetworks.plain(fused);
        assertClose(back.paramTable(), plain.paramTable());
        assertClose(back.getUpdater().getStateViewArray(), plain.getUpdater().getStateViewArray());
    }

    /** What the tests above would not notice: a lost updater state. */
    @Test
    void withoutItsUpdaterStateAGraphTrainsDifferently() {
        DataSet data = images(3);
        ComputationGraph plain = withAdam();
        fit(plain, data, 3);
        ComputationGraph fused = FusedNetworks.of(plain);
        fused.getUpdater().getStateViewArray().assign(0);
        fit(plain, data, 1);
        fit(fused, data, 1);
        assertThat(FusedNetworks.plain(fused).getParam("conv2_W").distance2(plain.getParam("conv2_W")))
                .isGreaterThan(1e-4);
    }

    @Test
    void aNetworkWithoutFusableLayersIsCopied() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder()
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        MultiLayerNetwork copy = FusedNetworks.of(network);
        assertThat(copy).isNotSameAs(network);
        assertThat(copy.params()).isEqualTo(network.params()).isNotSameAs(network.params());
        copy.params().addi(1);
        assertThat(copy.params()).isNotEqualTo(network.params());
    }

    @Test
    void blocksOfStochasticDepthAreNotComputedWhenDropped() {
        ComputationGraphConfiguration conf = FusionNetworks.images()
                .addLayer("stem", FusionNetworks.conv(3, 1), "in")
                .addLayer("conv", FusionNetworks.conv(3, 1), "stem")
                .addLayer("norm", new BatchNormalization(), "conv")
                .addVertex("sum", FusionNetworks.add(), "norm", "stem")
                .addLayer("out", FusionNetworks.output(), "sum")
                .build();
        ComputationGraph plain = new ComputationGraph(conf);
        plain.init();
        ComputationGraph blocks = StochasticDepth.insertBlocks(plain, 0.5);
        ResidualBlock block = (ResidualBlock) blocks.getLayer("sum").conf().getLayer();
        assertThat(block.dropRate().at(0, 0)).isEqualTo(0.5);
        assertThat(block.perExample()).isFalse();
        DataSet data = images(3);
        assertThat(blocks.outputSingle(data.getFeatures().castTo(DataType.FLOAT)))
                .isEqualTo(plain.outputSingle(data.getFeatures().castTo(DataType.FLOAT)));

        int computed = 0;
        Nd4j.getRandom().setSeed(5);
        for (int i = 0; i < 20; i++) {
            INDArray statistics = blocks.getParam("sum_body1.mean").dup();
            blocks.fit(data);
            computed += statistics.equals(blocks.getParam("sum_body1.mean")) ? 0 : 1;
        }
        assertThat(computed).isBetween(1, 19);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StochasticDepth.insertBlocks(conf, 1))
                .withMessageContaining("finalDropRate");
    }

    @Test
    void runtimeLayersNameThePath() {
        Layer pool = FusedNetworks.of(residual()).getLayer("pool");
        assertThat(pool).isInstanceOf(LayerSequenceRuntime.class);
        assertThat(pool.toString()).contains("LayerSequence(pool", "computed ");
    }
}
