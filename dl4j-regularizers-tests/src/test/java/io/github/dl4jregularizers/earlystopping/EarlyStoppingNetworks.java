package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of one layer with W the identity, so that the features are the output layer's pre-activations. */
final class EarlyStoppingNetworks {

    private EarlyStoppingNetworks() {}

    static MultiLayerNetwork network(int inputs, int outputs, Activation activation, LossFunction loss) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.2))
                .list()
                .layer(layer(inputs, outputs, activation, loss))
                .build());
        network.init();
        network.setParam("0_W", Nd4j.eye(inputs).castTo(DataType.DOUBLE));
        return network;
    }

    private static OutputLayer layer(int inputs, int outputs, Activation activation, LossFunction loss) {
        return new OutputLayer.Builder(loss)
                .nIn(inputs)
                .nOut(outputs)
                .activation(activation)
                .build();
    }

    /** A graph with a softmax output "class" and an identity output "value", both of the input. */
    static ComputationGraph twoOutputs() {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .addLayer("class", layer(2, 2, Activation.SOFTMAX, LossFunction.MCXENT), "in")
                .addLayer("value", layer(2, 2, Activation.IDENTITY, LossFunction.MSE), "in")
                .setOutputs("class", "value")
                .build();
        ComputationGraph graph = new ComputationGraph(conf);
        graph.init();
        INDArray identity = Nd4j.eye(2).castTo(DataType.DOUBLE);
        graph.setParam("class_W", identity.dup());
        graph.setParam("value_W", identity.dup());
        return graph;
    }

    static DataSetIterator data(INDArray features, INDArray labels) {
        return new ListOfBatches(List.of(new DataSet(features, labels)));
    }
}
