package io.github.dl4jregularizers.weightnoise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.transferlearning.TransferLearningHelper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** A wrapper under DL4J's two ways of freezing layers. */
class TransferLearningHelperTest {

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(new DropConnect(
                        DropRate.of(0.5), new DenseLayer.Builder().nOut(4).build()))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build());
        network.init();
        return network;
    }

    /**
     * DL4J reads the configuration from the runtime layer, and that of a wrapper is the inner one. A failure means that
     * DL4J is fixed.
     */
    @Test
    void theHelperLosesWrappers() {
        MultiLayerNetwork tail = new TransferLearningHelper(network(), 0).unfrozenMLN();
        assertThat(tail.getLayerWiseConfigurations().getConf(0).getLayer()).isInstanceOf(DenseLayer.class);
    }

    @Test
    void transferLearningKeepsThem() {
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(network()).setFeatureExtractor(0).build();
        assertThat(frozen.getLayerWiseConfigurations().getConf(1).getLayer()).isInstanceOf(DropConnect.class);
    }
}
