package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.optimizer.FastUpdates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Regression on [0, 1] with a network of 14 ReLU units whose joints are fixed at 0, 1/14, ..., 13/14. A constant unit
 * is the offset. Only the 15 output weights are trained, so that the exact solution is known.
 */
final class JointNetwork {

    static final int JOINTS = 14;
    static final int UNITS = JOINTS + 1;

    /** Inputs of the curves. */
    static final double[] X = inputs();

    private static final int POINTS = 113;

    private JointNetwork() {}

    private static double[] inputs() {
        double[] x = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = i / (POINTS - 1.0);
        }
        return x;
    }

    static double truth(double x) {
        return Math.exp(Math.sin(2 * Math.PI * x));
    }

    static double[] truth() {
        return Arrays.stream(X).map(JointNetwork::truth).toArray();
    }

    /** The true function with Gaussian noise, at one uniform input per equal cell. */
    static DataSet data(int count, double noise, long seed) {
        Random random = new Random(seed);
        double[][] inputs = new double[count][1];
        double[][] targets = new double[count][1];
        for (int i = 0; i < count; i++) {
            inputs[i][0] = (i + random.nextDouble()) / count;
            targets[i][0] = truth(inputs[i][0]) + noise * random.nextGaussian();
        }
        return new DataSet(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
    }

    /** An output layer on the units, with the squared error. */
    static OutputLayer.Builder output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nIn(UNITS)
                .nOut(1)
                .hasBias(false)
                .activation(Activation.IDENTITY);
    }

    /** The network with a noise layer before the units, or null, and with trained layers after them. */
    static MultiLayerNetwork of(
            IUpdater updater, long seed, UnaryOperator<MultiLayerConfiguration> change, Layer before, Layer... after) {
        List<Layer> layers = new ArrayList<>();
        if (before != null) {
            layers.add(before);
        }
        layers.add(new FrozenLayer(new DenseLayer.Builder()
                .nIn(1)
                .nOut(UNITS)
                .activation(Activation.RELU)
                .build()));
        layers.addAll(List.of(after));
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(seed)
                .updater(updater)
                .list();
        layers.forEach(list::layer);
        MultiLayerNetwork network = new MultiLayerNetwork(
                change.apply(list.setInputType(InputType.feedForward(1)).build()));
        network.init();
        FastUpdates.applyTo(network);
        String units = before == null ? "0" : "1";
        double[][] weights = new double[1][UNITS];
        double[][] biases = new double[1][UNITS];
        for (int unit = 0; unit < JOINTS; unit++) {
            weights[0][unit] = 1;
            biases[0][unit] = -unit / (double) JOINTS;
        }
        biases[0][JOINTS] = 1;
        network.getParam(units + "_W").assign(Nd4j.createFromArray(weights));
        network.getParam(units + "_b").assign(Nd4j.createFromArray(biases));
        return network;
    }

    /** The output weights of a network whose last layer is {@link #output}. */
    static INDArray weights(MultiLayerNetwork network) {
        return network.getParam(network.getnLayers() - 1 + "_W");
    }

    static double[] curve(MultiLayerNetwork network) {
        return network.output(Nd4j.createFromArray(X).reshape(POINTS, 1)).toDoubleVector();
    }

    static double[] curve(double[] weights) {
        double[] curve = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            curve[i] = dot(units(X[i]), weights);
        }
        return curve;
    }

    static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    static double[] units(double x) {
        double[] units = new double[UNITS];
        for (int unit = 0; unit < JOINTS; unit++) {
            units[unit] = Math.max(0, x - unit / (double) JOINTS);
        }
        units[JOINTS] = 1;
        return units;
    }

    /** Mean squared distance between two curves. */
    static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return sum / one.length;
    }

    /** U'U + diagonal, for the units U of the inputs. */
    static RealMatrix precision(DataSet data, double diagonal) {
        RealMatrix units = unitsOf(data);
        RealMatrix precision = units.transpose().multiply(units);
        for (int i = 0; i < UNITS; i++) {
            precision.addToEntry(i, i, diagonal);
        }
        return precision;
    }

    private static RealMatrix unitsOf(DataSet data) {
        double[] inputs = data.getFeatures().toDoubleVector();
        double[][] rows = new double[inputs.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = units(inputs[i]);
        }
        return new Array2DRowRealMatrix(rows, false);
    }

    /** The exact minimum of the mean squared error plus l2/2 times the squared weights. */
    static double[] ridge(DataSet data, double l2) {
        RealMatrix precision = precision(data, l2 / 2 * data.numExamples());
        ArrayRealVector targets = new ArrayRealVector(data.getLabels().toDoubleVector());
        return new CholeskyDecomposition(precision)
                .getSolver()
                .solve(unitsOf(data).transpose().operate(targets))
                .toArray();
    }
}
