package io.github.dl4jregularizers.dropconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.LayerTree;
import io.github.dl4jregularizers.optimize.AdamW;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the network sets, or does to a layer, reaches the one under DropConnect. */
class WrappedSettingsTest {

    @Test
    void globalSettingsReachTheUnderlyingLayerAndTheDecayOnlyOnce() {
        for (Layer layer :
                List.of(lstm(), new LastTimeStep(lstm()), new Bidirectional(Bidirectional.Mode.ADD, lstm()))) {
            MultiLayerConfiguration configuration = builder()
                    .updater(new Adam(0.02))
                    .l2(0.5)
                    .constrainWeights(new MaxNormConstraint(1, 0))
                    .list(new DropConnect(DropRate.of(0.4), layer))
                    .build();
            LayerTree.of(configuration).nodes().stream()
                    .filter(node -> !node.isContainer())
                    .map(node -> (BaseLayer) node.config())
                    .forEach(settings -> {
                        assertThat(settings.getIUpdater()).isEqualTo(new Adam(0.02));
                        assertThat(settings.getRegularization()).hasSize(1);
                        assertThat(settings.getConstraints()).hasSize(1);
                    });
        }
    }

    @Test
    void adamWSeesTheUnderlyingLayer() {
        MultiLayerConfiguration configuration = builder()
                .list(new DropConnect(DropRate.of(0.4), dense()), output())
                .build();
        AdamW.builder().learningRate(0.01).weightDecay(0.1).build().applyTo(configuration);
        assertThat(AdamW.describe(configuration).toString())
                .contains("layer0 W (weight): Decoupled", "layer0 b (bias): no");
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        network.fit(batch());
        assertThat(network.params().isNaN().any()).isFalse();
    }

    @Test
    void theLearningRateCanBeChangedAndIsSaved() {
        MultiLayerNetwork network = network(new DropConnect(DropRate.of(0.4), dense()), output());
        network.setLearningRate(0);
        INDArray before = network.params().dup();
        network.fit(batch());
        assertThat(network.params()).isEqualTo(before);
        assertThat(network.getLayerWiseConfigurations().toJson()).doesNotContain("\"learningRate\" : 0.1");
    }

    @Test
    void transferLearningFreezesIt() {
        MultiLayerNetwork network = network(
                new DropConnect(DropRate.of(0.4), dense()), new DropConnect(DropRate.of(0.4), dense()), output());
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(network).setFeatureExtractor(0).build();
        INDArray before = frozen.getLayer(0).params().dup();
        INDArray expected = network.feedForward(batch().getFeatures()).get(1);
        frozen.fit(batch());
        assertThat(frozen.getLayer(0).params()).isEqualTo(before);
        assertThat(frozen.feedForward(batch().getFeatures(), true).get(1)).isEqualTo(expected);
    }

    private static MultiLayerNetwork network(Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(builder().list(layers).build());
        network.init();
        return network;
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1));
    }

    private static Layer dense() {
        return new DenseLayer.Builder()
                .nIn(4)
                .nOut(4)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer lstm() {
        return new LSTM.Builder().nIn(4).nOut(4).activation(Activation.TANH).build();
    }

    private static Layer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nIn(4)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static DataSet batch() {
        return new DataSet(
                Nd4j.createFromArray(new double[][] {{1, 2, -1, 0.5}, {-0.5, 1, 2, 1}, {0, 1, -1, 2}}),
                Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {0.5, -1}}));
    }
}
