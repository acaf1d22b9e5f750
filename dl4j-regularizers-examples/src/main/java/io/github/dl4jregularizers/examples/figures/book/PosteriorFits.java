package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.bayes.StochasticGradientLangevinDynamics;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.variational.BayesianDense;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.WeightPrior;
import java.util.Arrays;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;

/** Posterior of the 14-unit network for three prior variances: exact, by SGLD, and variational. */
public final class PosteriorFits implements TextbookFigure {

    private static final double[] PRIORS = {9, 1.5, 0.25};
    private static final int EXAMPLES = 15;
    private static final double NOISE = 0.3;
    private static final double LANGEVIN_RATE = 0.15;
    private static final String[] METHODS = {"exact", "sgld", "variational"};
    private static final String[] TITLES = {"exact", "SGLD", "variational"};

    @Override
    public String name() {
        return "posterior-fits";
    }

    @Override
    public String section() {
        return "9.11";
    }

    @Override
    public String title() {
        return "Bayesian fits for three prior variances";
    }

    @Override
    public String claim() {
        return "A Bayesian fit weighs all parameters by their posterior. A smaller prior variance of the weights makes"
                + " the mean smoother and the uncertainty smaller. SGLD samples the exact posterior; a variational fit"
                + " with independent weights approximates it.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 1 : 3;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 12 : 60;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int samplingSteps = context.size(2000, 20000);
        int trainingSteps = context.size(700, 4000);
        DataSet data = JointNetwork.data(EXAMPLES, NOISE, context.seed());
        Measurements measured = new Measurements()
                .put("x", data.getFeatures().toDoubleVector())
                .put("y", data.getLabels().toDoubleVector());
        for (int i = 0; i < PRIORS.length; i++) {
            exact(measured, i, data);
            langevin(measured, i, data, samplingSteps, context);
            context.progress(2 * i + 1, 2 * PRIORS.length);
            variational(measured, i, data, trainingSteps, context);
            context.progress(2 * i + 2, 2 * PRIORS.length);
            double[] exact = measured.get("exact.mean." + i);
            for (String method : METHODS) {
                double[] mean = measured.get(method + ".mean." + i);
                double[] deviation = measured.get(method + ".deviation." + i);
                measured.put(method + ".far." + i, Math.sqrt(JointNetwork.distance(mean, exact)));
                measured.put(
                        method + ".wide." + i,
                        Arrays.stream(deviation).average().orElseThrow());
                double bending = 0;
                for (int k = 1; k < mean.length - 1; k++) {
                    bending += Math.abs(mean[k - 1] - 2 * mean[k] + mean[k + 1]) * (mean.length - 1);
                }
                measured.put(method + ".bending." + i, bending);
            }
        }
        return measured;
    }

    private static void put(Measurements measured, String method, int prior, double[] mean, double[] deviation) {
        measured.put(method + ".mean." + prior, mean).put(method + ".deviation." + prior, deviation);
    }

    /** Precision U'U / s^2 + I / p, mean as ridge regression. */
    private static void exact(Measurements measured, int prior, DataSet data) {
        double variance = NOISE * NOISE;
        RealMatrix precision =
                JointNetwork.precision(data, variance / PRIORS[prior]).scalarMultiply(1 / variance);
        RealMatrix covariance = new CholeskyDecomposition(precision).getSolver().getInverse();
        double[] mean = JointNetwork.ridge(data, l2(prior));
        double[] deviation = Arrays.stream(JointNetwork.X)
                .map(x -> Math.sqrt(JointNetwork.dot(JointNetwork.units(x), covariance.operate(JointNetwork.units(x)))))
                .toArray();
        put(measured, "exact", prior, JointNetwork.curve(mean), deviation);
    }

    /** The penalty of the prior: T / (N p) at the temperature T = 2 s^2 of the mean squared error. */
    private static double l2(int prior) {
        return temperature() / (EXAMPLES * PRIORS[prior]);
    }

    private static double temperature() {
        return 2 * NOISE * NOISE;
    }

    private static void langevin(Measurements measured, int prior, DataSet data, int steps, FigureContext context) {
        MultiLayerNetwork network = JointNetwork.of(
                new StochasticGradientLangevinDynamics(LANGEVIN_RATE, EXAMPLES).temperature(temperature()),
                context.seed(),
                conf -> new ElasticNet(0, l2(prior)).applyTo(conf),
                null,
                JointNetwork.output().build());
        Nd4j.getRandom().setSeed(context.seed());
        // A start at the mode leaves only the fluctuations to be found.
        JointNetwork.weights(network)
                .assign(Nd4j.createFromArray(JointNetwork.ridge(data, l2(prior)))
                        .reshape(JointNetwork.UNITS, 1));
        Moments moments = new Moments();
        for (int step = 0; step < steps; step++) {
            network.fit(data.getFeatures(), data.getLabels());
            if (step >= steps / 10 && step % 5 == 0) {
                moments.add(JointNetwork.curve(JointNetwork.weights(network).toDoubleVector()));
            }
        }
        put(measured, "sgld", prior, moments.mean(), moments.deviation());
    }

    private static void variational(Measurements measured, int prior, DataSet data, int steps, FigureContext context) {
        BayesianDense layer = new BayesianDense.Builder()
                .nIn(JointNetwork.UNITS)
                .nOut(1)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .prior(WeightPrior.gaussian(PRIORS[prior]))
                .klWeight(KlWeight.forTrainingExamples(EXAMPLES).beta(temperature()))
                .build();
        MultiLayerNetwork network = JointNetwork.of(
                new Adam(new CosineSchedule(ScheduleType.ITERATION, 0.1, steps)),
                context.seed(),
                conf -> conf,
                null,
                layer,
                new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build());
        Nd4j.getRandom().setSeed(context.seed());
        for (int step = 0; step < steps; step++) {
            network.fit(data.getFeatures(), data.getLabels());
        }
        double[] mean = network.getParam("1_W").toDoubleVector();
        double[] variances = Arrays.stream(
                        network.getParam("1_" + logVarianceName(network)).toDoubleVector())
                .map(Math::exp)
                .toArray();
        double[] deviation = Arrays.stream(JointNetwork.X)
                .map(x -> {
                    double[] squares = Arrays.stream(JointNetwork.units(x))
                            .map(unit -> unit * unit)
                            .toArray();
                    return Math.sqrt(JointNetwork.dot(squares, variances));
                })
                .toArray();
        put(measured, "variational", prior, JointNetwork.curve(mean), deviation);
    }

    /** The parameter of the layer besides its means. */
    private static String logVarianceName(MultiLayerNetwork network) {
        return network.getLayer(1).paramTable().keySet().stream()
                .filter(name -> !name.equals("W"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            Measurements one = results.all().get(seed);
            held[seed] =
                    isFalling(one, "exact.bending.") && isFalling(one, "exact.wide.") && isFalling(one, "sgld.wide.");
            for (int i = 0; i < PRIORS.length; i++) {
                double ratio = one.number("sgld.wide." + i) / one.number("exact.wide." + i);
                held[seed] &= ratio > 0.75 && ratio < 1.25;
            }
        }
        NumberTable table = new NumberTable("prior variance, method")
                .column("standard deviation", "mean over x", 3)
                .column("from the exact mean", "root mean squared", 3)
                .column("changes of slope", "of the mean, sum", 1);
        Presentation shown = new Presentation(Verdict.inEverySeed(
                "the mean's changes of slope and the standard deviation fall with the prior variance, and SGLD's"
                        + " standard deviation is within 25 % of the exact one",
                held));
        for (int i = 0; i < PRIORS.length; i++) {
            for (int method = 0; method < METHODS.length; method++) {
                shown.chart(chart(results.first(), i, method));
                String name = METHODS[method];
                table.row(
                        PRIORS[i] + ", " + TITLES[method],
                        results.numbers(name + ".wide." + i),
                        results.numbers(name + ".far." + i),
                        results.numbers(name + ".bending." + i));
            }
        }
        return shown.table(table)
                .remark("Output weights of 14 ReLU units with fixed joints, noise of known standard deviation " + NOISE
                        + ", " + EXAMPLES + " examples. SGLD: StochasticGradientLangevinDynamics at temperature 2 s²,"
                        + " because the squared error of DL4J has variance 1/2; prior by ElasticNet. Variational:"
                        + " BayesianDense with independent weights. It cannot represent that neighboring units"
                        + " compensate each other, so its band is too wide where many units are active.");
    }

    private static boolean isFalling(Measurements one, String name) {
        boolean falls = true;
        for (int i = 1; i < PRIORS.length; i++) {
            falls &= one.number(name + i) < one.number(name + (i - 1));
        }
        return falls;
    }

    private static Chart chart(Measurements first, int prior, int method) {
        double[] mean = first.get(METHODS[method] + ".mean." + prior);
        double[] deviation = first.get(METHODS[method] + ".deviation." + prior);
        double[] low = new double[mean.length];
        double[] high = new double[mean.length];
        Arrays.setAll(low, i -> mean[i] - 2 * deviation[i]);
        Arrays.setAll(high, i -> mean[i] + 2 * deviation[i]);
        return new Chart("Prior variance " + PRIORS[prior] + ", " + TITLES[method], "input x", "output y")
                .yRange(-1, 4)
                .band("± 2 standard deviations", method, JointNetwork.X, low, high)
                .dashed("truth", Chart.INK, JointNetwork.X, JointNetwork.truth())
                .line("mean", method, JointNetwork.X, mean)
                .points("data", 3, first.get("x"), first.get("y"));
    }
}
