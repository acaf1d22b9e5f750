package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.examples.data.Mnist1d;
import io.github.dl4jregularizers.optimizer.FastUpdates;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** By default two hidden layers of 100 ReLU units on MNIST-1D, with minibatches in an order keyed by the seed. */
final class Mnist1dNetwork {

    private static final int HIDDEN = 100;
    private static final int DATA_SEED = 42;

    private final MultiLayerNetwork network;
    private final DataSet training;
    /** The training examples as Java arrays: INDArray.getRows copies row by row, many times slower than the step. */
    private final float[][] features;

    private final float[][] labels;
    private final DataSet test;
    private final Random order;
    private int[] rows;
    private int next;

    Mnist1dNetwork(IUpdater updater, int trainingExamples, int testExamples, long seed) {
        this(updater, trainingExamples, testExamples, seed, hidden(), hidden());
    }

    /** A network with other hidden layers, on the same data. */
    Mnist1dNetwork(IUpdater updater, int trainingExamples, int testExamples, long seed, Layer... hidden) {
        Mnist1d data = Mnist1d.generate(trainingExamples, testExamples, DATA_SEED);
        training = data.training(DataType.FLOAT);
        test = data.test(DataType.FLOAT);
        features = training.getFeatures().toFloatMatrix();
        labels = training.getLabels().toFloatMatrix();
        order = new Random(seed);
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .list();
        for (Layer layer : hidden) {
            list.layer(layer);
        }
        network = new MultiLayerNetwork(list.layer(new OutputLayer.Builder()
                        .nOut(Mnist1d.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(Mnist1d.LENGTH))
                .build());
        network.init();
        FastUpdates.applyTo(network);
    }

    private static Layer hidden() {
        return new DenseLayer.Builder().nOut(HIDDEN).build();
    }

    /** One step on the next minibatch. Every epoch has another order; a short rest of it is left out. */
    void step(int batch) {
        if (rows == null || next + batch > rows.length) {
            rows = new int[training.numExamples()];
            shuffle();
            next = 0;
        }
        float[][] inputs = new float[batch][];
        float[][] targets = new float[batch][];
        for (int i = 0; i < batch; i++) {
            inputs[i] = features[rows[next + i]];
            targets[i] = labels[rows[next + i]];
        }
        next += batch;
        network.fit(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
    }

    private void shuffle() {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        for (int last = rows.length - 1; last > 0; last--) {
            int other = order.nextInt(last + 1);
            int moved = rows[last];
            rows[last] = rows[other];
            rows[other] = moved;
        }
    }

    /** Share of wrong training examples, in %. */
    double trainingError() {
        return error(training);
    }

    /** Share of wrong test examples, in %. */
    double testError() {
        return error(test);
    }

    private double error(DataSet data) {
        INDArray predicted = network.output(data.getFeatures()).argMax(1);
        return 100
                * (1
                        - predicted
                                .eq(data.getLabels().argMax(1))
                                .castTo(DataType.DOUBLE)
                                .meanNumber()
                                .doubleValue());
    }
}
