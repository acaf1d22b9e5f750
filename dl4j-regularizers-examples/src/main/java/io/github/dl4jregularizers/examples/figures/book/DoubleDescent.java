package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.augment.DisturbLabel;
import io.github.dl4jregularizers.examples.data.Mnist1d;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.penalty.ElasticNet;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Double descent: test error over the number of hidden units, with and without L2, by exact least squares. */
public final class DoubleDescent implements TextbookFigure {

    private static final int EXAMPLES = 200;
    private static final double[] UNITS = {10, 20, 40, 70, 100, 140, 170, 200, 240, 300, 400, 600, 1000, 2000, 4000};
    /** Index of as many units as examples. */
    private static final int PEAK = 7;
    /** Smallest rise of the verdict, in points: three standard errors of a difference between 1,000 test examples. */
    private static final int RISE = 5;
    /** Number of units for the check against the score of a network. */
    private static final int CHECKED = 100;

    /** Deviation of the biases: small enough that each unit is above 0 for some example. */
    private static final double BIAS = 0.5;

    private static final double LABEL_NOISE = 0.2;
    private static final double L2 = 2e-4;

    @Override
    public String name() {
        return "double-descent";
    }

    @Override
    public String section() {
        return "8";
    }

    @Override
    public String title() {
        return "Double descent, and what L2 does to it";
    }

    @Override
    public String claim() {
        return "With noisy labels, the test error rises until the network has just enough units to fit every training"
                + " example, and falls again with more units. L2 removes most of the peak.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 10;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 3 : 6;
    }

    @Override
    public Measurements measure(FigureContext context) {
        Mnist1d data = Mnist1d.generate(EXAMPLES, context.size(1000, 4000), (int) context.seed());
        DataSet training = data.training(DataType.DOUBLE);
        DataSet test = data.test(DataType.DOUBLE);
        new DisturbLabel(LABEL_NOISE, context.seed()).preProcess(training);
        double[] plain = new double[UNITS.length];
        double[] penalized = new double[UNITS.length];
        double[] fit = new double[UNITS.length];
        for (int i = 0; i < UNITS.length; i++) {
            int units = (int) UNITS[i];
            INDArray weights =
                    Nd4j.randn(DataType.DOUBLE, Mnist1d.LENGTH, units).divi(Math.sqrt(Mnist1d.LENGTH));
            INDArray biases = Nd4j.randn(DataType.DOUBLE, 1, units).muli(BIAS);
            INDArray inputs = units(training.getFeatures(), weights, biases);
            INDArray tests = units(test.getFeatures(), weights, biases);
            INDArray exact = solution(inputs, training.getLabels(), 0);
            plain[i] = error(tests, exact, test.getLabels());
            fit[i] = error(inputs, exact, training.getLabels());
            INDArray decayed = solution(inputs, training.getLabels(), L2);
            penalized[i] = error(tests, decayed, test.getLabels());
            context.progress(i + 1, UNITS.length);
        }
        return new Measurements()
                .put("plain", plain)
                .put("penalized", penalized)
                .put("fit", fit)
                .put("asymmetry", asymmetry(training));
    }

    /** ReLU units with fixed random weights, scaled so that their inner products do not grow with their number. */
    private static INDArray units(INDArray inputs, INDArray weights, INDArray biases) {
        return Transforms.relu(inputs.mmul(weights).addiRowVector(biases), false)
                .muli(Math.sqrt(2.0 / weights.columns()));
    }

    /**
     * The output weights W that minimize the mean of DL4J's MSE plus l2/2 times the squared weights. Without L2, those
     * of least squares, of the smallest norm if there are several.
     */
    static INDArray solution(INDArray units, INDArray targets, double l2) {
        double diagonal = l2 / 2 * targets.length();
        if (units.columns() <= units.rows()) {
            return solve(
                    units.transpose().mmul(units), diagonal, units.transpose().mmul(targets));
        }
        return units.transpose().mmul(solve(units.mmul(units.transpose()), diagonal, targets));
    }

    private static INDArray solve(INDArray gram, double diagonal, INDArray right) {
        RealMatrix matrix = new Array2DRowRealMatrix(gram.toDoubleMatrix(), false);
        for (int i = 0; i < matrix.getRowDimension(); i++) {
            matrix.addToEntry(i, i, diagonal);
        }
        double symmetry = 1e-9;
        double smallestPivot = 0;
        RealMatrix solved = new CholeskyDecomposition(matrix, symmetry, smallestPivot)
                .getSolver()
                .solve(new Array2DRowRealMatrix(right.toDoubleMatrix(), false));
        return Nd4j.createFromArray(solved.getData());
    }

    private static double error(INDArray units, INDArray weights, INDArray labels) {
        INDArray right = units.mmul(weights).argMax(1).eq(labels.argMax(1));
        return 100 * (1 - right.castTo(DataType.DOUBLE).meanNumber().doubleValue());
    }

    /**
     * Compares the exact solution with the score of a DL4J network under {@link ElasticNet}. At the minimum of a
     * parabola, the scores of two opposite moves are equal: returns their difference over the rise.
     */
    static double asymmetry(DataSet training) {
        INDArray weights = Nd4j.randn(DataType.DOUBLE, Mnist1d.LENGTH, CHECKED);
        INDArray units = units(training.getFeatures(), weights, Nd4j.zeros(DataType.DOUBLE, 1, CHECKED));
        MultiLayerNetwork network = new MultiLayerNetwork(new ElasticNet(0, L2)
                .applyTo(new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .dataType(DataType.DOUBLE)
                        .updater(new Sgd(1))
                        .list()
                        .layer(new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(CHECKED)
                                .nOut(Mnist1d.CLASSES)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build())
                        .build()));
        network.init();
        DataSet data = new DataSet(units, training.getLabels());
        INDArray minimum = solution(units, training.getLabels(), L2);
        INDArray move = Nd4j.randn(DataType.DOUBLE, minimum.shape());
        double lowest = score(network, data, minimum);
        double forward = score(network, data, minimum.add(move));
        double backward = score(network, data, minimum.sub(move));
        return Math.abs(forward - backward) / (forward - lowest);
    }

    private static double score(MultiLayerNetwork network, DataSet data, INDArray weights) {
        network.getParam("0_W").assign(weights);
        return network.score(data);
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            double rise = rise(results.all().get(seed).get("plain"));
            held[seed] = rise >= RISE && rise(results.all().get(seed).get("penalized")) < rise / 3;
        }
        NumberTable table = new NumberTable("hidden units")
                .column("test error", "%, without L2", 1)
                .column("test error", "%, with L2", 1)
                .column("training error", "%, without L2", 1);
        for (int i = 0; i < UNITS.length; i++) {
            table.row(
                    String.format(Locale.ROOT, "%.0f", UNITS[i]),
                    results.numbers("plain", i),
                    results.numbers("penalized", i),
                    results.numbers("fit", i));
        }
        return new Presentation(Verdict.inEverySeed(
                        "without L2, as many units as examples have a test error at least " + RISE
                                + " points above the lowest of fewer units and above that of the most units; with L2"
                                + " this rise is less than a third",
                        held))
                .chart(new Chart("Double descent", "hidden units", "error, %")
                        .logX()
                        .band("± standard deviation", 1, UNITS, results.mean("plain", -1), results.mean("plain", 1))
                        .line("test, without L2", 1, UNITS, results.mean("plain"))
                        .band("", 0, UNITS, results.mean("penalized", -1), results.mean("penalized", 1))
                        .line("test, with L2", 0, UNITS, results.mean("penalized"))
                        .dashed("training, without L2", Chart.INK, UNITS, results.mean("fit")))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "A model of random features: only the output weights are trained, by exact least squares, not"
                                + " by gradient descent. %d examples of MNIST-1D; DisturbLabel redraws a label with"
                                + " probability %.1f. More units than examples: the solution of smallest norm. L2 ="
                                + " %.4f is that of ElasticNet(0, l2) with DL4J's MSE. The score of such a network of"
                                + " %d units is symmetric about the solution up to %.0e of its rise.",
                        EXAMPLES,
                        LABEL_NOISE,
                        L2,
                        CHECKED,
                        Arrays.stream(results.numbers("asymmetry")).max().orElseThrow()));
    }

    /** Points of error by which the peak exceeds both the best of fewer units and the most units. */
    static double rise(double[] errors) {
        double before = Arrays.stream(errors, 0, PEAK).min().orElseThrow();
        return errors[PEAK] - Math.max(before, errors[errors.length - 1]);
    }
}
