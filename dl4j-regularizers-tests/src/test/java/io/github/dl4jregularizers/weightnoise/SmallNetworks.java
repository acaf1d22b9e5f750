package io.github.dl4jregularizers.weightnoise;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers of four units, a batch of three examples for them, and networks of both, in double. */
final class SmallNetworks {

    private SmallNetworks() {}

    static MultiLayerNetwork network(Layer... layers) {
        return network(builder(), layers);
    }

    static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(builder.list(layers).build());
        network.init();
        return network;
    }

    static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1));
    }

    static Layer dense() {
        return new DenseLayer.Builder()
                .nIn(4)
                .nOut(4)
                .activation(Activation.IDENTITY)
                .build();
    }

    static Layer lstm() {
        return new LSTM.Builder().nIn(4).nOut(4).activation(Activation.TANH).build();
    }

    static Layer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nIn(4)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    static DataSet batch() {
        return new DataSet(
                Nd4j.createFromArray(new double[][] {{1, 2, -1, 0.5}, {-0.5, 1, 2, 1}, {0, 1, -1, 2}}),
                Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {0.5, -1}}));
    }
}
