package io.github.dl4jregularizers.examples.figures.book;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The model f(x) = sin(z) exp(-z^2 / 32) with z = offset + 0.06 frequency x: two parameters, many local minima. As a
 * network: one unit without bias on the inputs (1, 0.06 x), so that offset and frequency are its two weights.
 */
final class GaborModel {

    /** Parameters of the data. */
    static final double[] TRUTH = {0, 16.6};

    /** Range of the offset in surfaces. */
    static final double[] OFFSETS = {-10, 10};

    /** Range of the frequency in surfaces. */
    static final double[] FREQUENCIES = {-25, 25};

    private static final double INPUT_SCALE = 0.06;
    private static final double NOISE = 0.15;
    private static final double HALF_WIDTH = 15;

    private final MultiLayerNetwork network;

    private GaborModel(MultiLayerNetwork network) {
        this.network = network;
    }

    /** A model trained by plain gradient descent, with a change of its configuration such as a penalty. */
    static GaborModel of(double learningRate, UnaryOperator<MultiLayerConfiguration> change) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(learningRate))
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(2)
                        .nOut(1)
                        .hasBias(false)
                        .activation(new GaborActivation())
                        .build())
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(change.apply(configuration));
        network.init();
        return new GaborModel(network);
    }

    /** Noisy values of the true function at uniform inputs. */
    static DataSet data(int count, long seed) {
        Random random = new Random(seed);
        double[][] inputs = new double[count][2];
        double[][] targets = new double[count][1];
        for (int i = 0; i < count; i++) {
            double x = HALF_WIDTH * (2 * random.nextDouble() - 1);
            inputs[i] = new double[] {1, INPUT_SCALE * x};
            double z = TRUTH[0] + TRUTH[1] * INPUT_SCALE * x;
            targets[i][0] = Math.sin(z) * Math.exp(-z * z / 32) + NOISE * random.nextGaussian();
        }
        return new DataSet(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
    }

    MultiLayerNetwork network() {
        return network;
    }

    void place(double offset, double frequency) {
        network.params().assign(Nd4j.createFromArray(new double[][] {{offset, frequency}}));
    }

    /** The network's score, penalties included. */
    double score(DataSet data, double offset, double frequency) {
        place(offset, frequency);
        return network.score(data, false);
    }

    /** The gradient of the mean loss. */
    double[] gradient(DataSet data, double offset, double frequency) {
        place(offset, frequency);
        network.setInput(data.getFeatures());
        network.setLabels(data.getLabels());
        network.computeGradientAndScore();
        INDArray gradient = network.getFlattenedGradients();
        // DL4J divides by the number of examples later, in the updater.
        return gradient.div(data.numExamples()).toDoubleVector();
    }
}
