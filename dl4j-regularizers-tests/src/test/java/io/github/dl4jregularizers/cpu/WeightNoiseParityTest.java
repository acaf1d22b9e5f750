package io.github.dl4jregularizers.cpu;

import static io.github.dl4jregularizers.cpu.DnnLayerRun.assertClose;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.normal;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.withHelpers;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J's weight noise is drawn once and reused where a helper computes a convolution; that of DropConnect is not. */
@RequiresCpuModule
@EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
class WeightNoiseParityTest {

    @Test
    void dropConnectTrainsLikeOnTheBuiltInPath() {
        MultiLayerNetwork helped = withHelpers(true, WeightNoiseParityTest::network);
        MultiLayerNetwork builtIn = withHelpers(false, WeightNoiseParityTest::network);
        assertThat(helped.getLayer(0).getHelper()).isNotNull();
        assertThat(builtIn.getLayer(0).getHelper()).isNull();
        INDArray features = normal(3, 4, 2, 6, 6);
        INDArray labels = Nd4j.eye(4).castTo(features.dataType());
        for (int step = 1; step <= 3; step++) {
            for (MultiLayerNetwork network : new MultiLayerNetwork[] {helped, builtIn}) {
                Nd4j.getRandom().setSeed(step);
                network.fit(features, labels);
            }
            assertClose("parameters after step " + step, helped.params(), builtIn.params(), 1e-4);
        }
    }

    private static MultiLayerNetwork network() {
        Layer convolution = new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .activation(Activation.RELU)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.5))
                .list(
                        new DropConnect(DropRate.of(0.5), convolution),
                        new OutputLayer.Builder()
                                .nOut(4)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
        network.init();
        return network;
    }
}
