package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.NoiseLayer;
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
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;

/** A linear model with noise on its inputs, against the same model with an L2 penalty, against the formula. */
public final class NoiseAsDecay implements TextbookFigure {

    private static final double[] STRENGTHS = {0.25, 0.5, 1, 2};
    private static final int INPUTS = 6;
    private static final int EXAMPLES = 200;
    private static final double RATE = 0.03;

    @Override
    public String name() {
        return "noise-as-decay";
    }

    @Override
    public String section() {
        return "9.10";
    }

    @Override
    public String title() {
        return "For a linear model, input noise is an L2 penalty";
    }

    @Override
    public String claim() {
        return "With noise of variance s² on the inputs of a linear model, the expected squared error is the error"
                + " without noise plus s² times the squared weights: exactly an L2 penalty.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 5 : 20;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int steps = context.size(1000, 4000);
        Random random = new Random(context.seed());
        double[][] inputs = new double[EXAMPLES][INPUTS];
        double[][] targets = new double[EXAMPLES][1];
        for (int i = 0; i < EXAMPLES; i++) {
            for (int k = 0; k < INPUTS; k++) {
                inputs[i][k] = random.nextGaussian();
                targets[i][0] += (k - 2) * inputs[i][k];
            }
            targets[i][0] += 0.5 * random.nextGaussian();
        }
        DataSet data = new DataSet(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
        double[] noisy = new double[STRENGTHS.length];
        double[] penalized = new double[STRENGTHS.length];
        double[] exact = new double[STRENGTHS.length];
        double[] distance = new double[STRENGTHS.length];
        for (int i = 0; i < STRENGTHS.length; i++) {
            double variance = STRENGTHS[i] * STRENGTHS[i];
            double[] formula = formula(inputs, targets, variance);
            long seed = context.seed();
            double[] withNoise = train(data, steps, seed, new GaussianNoise(STRENGTHS[i]), conf -> conf);
            double[] withPenalty =
                    train(data, steps / 4, seed, null, conf -> new ElasticNet(0, 2 * variance).applyTo(conf));
            noisy[i] = norm(withNoise);
            penalized[i] = norm(withPenalty);
            exact[i] = norm(formula);
            distance[i] = Math.sqrt(JointNetwork.distance(withNoise, formula) * INPUTS) / exact[i];
            context.progress(i + 1, STRENGTHS.length);
        }
        return new Measurements()
                .put("noisy", noisy)
                .put("penalized", penalized)
                .put("exact", exact)
                .put("distance", distance);
    }

    /** Trains with a rate that falls to 0, and returns the mean weights of the last quarter. */
    private static double[] train(
            DataSet data, int steps, long seed, GaussianNoise noise, UnaryOperator<MultiLayerConfiguration> change) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(new CosineSchedule(ScheduleType.ITERATION, RATE, steps)))
                .list();
        if (noise != null) {
            list.layer(new NoiseLayer(noise));
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(change.apply(list.layer(new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(1)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build())
                        .setInputType(InputType.feedForward(INPUTS))
                        .build()));
        network.init();
        network.params().assign(0);
        INDArray sum = network.params().like();
        int averaged = steps / 4;
        for (int step = 0; step < steps; step++) {
            network.fit(data.getFeatures(), data.getLabels());
            if (step >= steps - averaged) {
                sum.addi(network.params());
            }
        }
        return sum.div(averaged).toDoubleVector();
    }

    /** The minimum of the expected error: (X'X / N + s^2 I)^-1 X'y / N. */
    private static double[] formula(double[][] inputs, double[][] targets, double variance) {
        RealMatrix x = new Array2DRowRealMatrix(inputs, false);
        RealMatrix precision = x.transpose().multiply(x).scalarMultiply(1.0 / EXAMPLES);
        for (int i = 0; i < INPUTS; i++) {
            precision.addToEntry(i, i, variance);
        }
        RealMatrix moments =
                x.transpose().multiply(new Array2DRowRealMatrix(targets, false)).scalarMultiply(1.0 / EXAMPLES);
        return new CholeskyDecomposition(precision).getSolver().solve(moments).getColumn(0);
    }

    private static double norm(double[] vector) {
        return Math.sqrt(JointNetwork.dot(vector, vector));
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        NumberTable table = new NumberTable("standard deviation of the noise")
                .column("with noise", "norm of the weights", 3)
                .column("with the penalty", "norm of the weights", 3)
                .column("formula", "norm of the weights", 3)
                .column("noise from formula", "relative distance, %", 2);
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] =
                    Arrays.stream(results.all().get(seed).get("distance")).max().orElseThrow() < 0.05;
        }
        for (int i = 0; i < STRENGTHS.length; i++) {
            double[] distance = Arrays.stream(results.numbers("distance", i))
                    .map(share -> 100 * share)
                    .toArray();
            table.row(
                    String.valueOf(STRENGTHS[i]),
                    results.numbers("noisy", i),
                    results.numbers("penalized", i),
                    results.numbers("exact", i),
                    distance);
        }
        return new Presentation(Verdict.inEverySeed(
                        "the weights trained with noise are within 5 % of the formula's, at all strengths", held))
                .chart(new Chart("Norm of the weights", "standard deviation of the input noise", "norm")
                        .xTicks(STRENGTHS)
                        .line("formula", 3, STRENGTHS, results.mean("exact"))
                        .rings("ElasticNet(0, 2 s²)", 0, STRENGTHS, results.mean("penalized"))
                        .points("GaussianNoise(s)", 1, STRENGTHS, results.mean("noisy")))
                .table(table)
                .remark("Linear model of " + INPUTS + " inputs, " + EXAMPLES + " examples, mean squared error. DL4J's"
                        + " coefficient has a factor 1/2, so that noise of variance s² equals l2 = 2 s². Formula:"
                        + " (X'X/N + s² I)⁻¹ X'y/N.");
    }
}
