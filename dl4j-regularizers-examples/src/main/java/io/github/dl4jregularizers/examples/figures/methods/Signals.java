package io.github.dl4jregularizers.examples.figures.methods;

import io.github.dl4jregularizers.examples.data.Mnist1d;
import io.github.dl4jregularizers.optimizer.FastUpdates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** MNIST-1D in fixed minibatches, and dense classifiers for it. */
final class Signals {

    /** Examples per minibatch. */
    static final int BATCH = 50;

    private static final int DATA_SEED = 42;

    private final DataSet training;
    private final DataSet test;
    private final List<DataSet> batches;

    Signals(int trainingExamples, int testExamples) {
        Mnist1d data = Mnist1d.generate(trainingExamples, testExamples, DATA_SEED);
        training = data.training(DataType.FLOAT);
        test = data.test(DataType.FLOAT);
        batches = training.batchBy(BATCH);
    }

    DataSet training() {
        return training;
    }

    DataSet test() {
        return test;
    }

    List<DataSet> batches() {
        return batches;
    }

    /** A classifier with layers of ReLU units. */
    static MultiLayerConfiguration classifier(IUpdater updater, long seed, ILossFunction loss, int... units) {
        return classifier(updater, seed, loss, null, units);
    }

    /** A classifier with layers of ReLU units, and dropout of these units unless it is null. */
    static MultiLayerConfiguration classifier(
            IUpdater updater, long seed, ILossFunction loss, IDropout dropout, int... units) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .list();
        int inputs = Mnist1d.LENGTH;
        for (int layer = 0; layer < units.length; layer++) {
            list.layer(new DenseLayer.Builder()
                    .nIn(inputs)
                    .nOut(units[layer])
                    .dropOut(layer == 0 ? null : own(dropout))
                    .build());
            inputs = units[layer];
        }
        return list.layer(new OutputLayer.Builder(loss)
                        .nIn(inputs)
                        .nOut(Mnist1d.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .dropOut(own(dropout))
                        .build())
                .build();
    }

    /** Returns a copy: an instance holds the mask of one layer. */
    private static IDropout own(IDropout dropout) {
        return dropout == null ? null : dropout.clone();
    }

    static MultiLayerNetwork initialized(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        FastUpdates.applyTo(network);
        return network;
    }

    /** Trains on the minibatches, in an order per epoch that is keyed by the seed. */
    MultiLayerNetwork train(MultiLayerConfiguration configuration, int epochs, long seed) {
        MultiLayerNetwork network = initialized(configuration);
        List<DataSet> shuffled = new ArrayList<>(batches);
        Random order = new Random(seed);
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(shuffled, order);
            shuffled.forEach(network::fit);
        }
        return network;
    }
}
