package io.github.dl4jregularizers.examples.figures.methods;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.ensemble.WeightScaling;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Weight scaling against the means of predictions under sampled dropout masks. */
public final class SampledMasks implements TextbookFigure {

    private static final int[] MASKS = {1, 2, 3, 5, 10, 20, 50};
    /** Index of the number of masks of the verdict. */
    private static final int JUDGED = 5;

    private static final double DROP_RATE = 0.5;
    private static final int UNITS = 100;
    private static final double RATE = 0.003;
    private static final int TEST = 2000;

    @Override
    public String name() {
        return "weight-scaling";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "Weight scaling against sampled masks";
    }

    @Override
    public String claim() {
        return "Dropout trains an ensemble of all masked networks. The mean of 10 to 20 sampled masks predicts much"
                + " better than one mask. One pass with scaled weights predicts about as well as that mean.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 4;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 3 : 25;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int examples = context.size(1000, 4000);
        int epochs = context.size(30, 60);
        Signals data = new Signals(examples, TEST);
        MultiLayerNetwork network = data.train(
                Signals.classifier(
                        new Adam(RATE),
                        context.seed(),
                        new LossMCXENT(),
                        new Dropout(DropRate.of(DROP_RATE)),
                        UNITS,
                        UNITS),
                epochs,
                context.seed());
        double[] arithmetic = new double[MASKS.length];
        double[] geometric = new double[MASKS.length];
        double[] likelihood = new double[MASKS.length];
        WeightScaling comparison = null;
        for (int i = 0; i < MASKS.length; i++) {
            comparison = WeightScaling.of(network, data.test(), MASKS[i], context.seed());
            arithmetic[i] = error(comparison.arithmeticMean());
            geometric[i] = error(comparison.geometricMean());
            likelihood[i] = NegativeLogLikelihood.of(comparison.arithmeticMean());
            context.progress(i + 1, MASKS.length);
        }
        return new Measurements()
                .put("examples", examples)
                .put("epochs", epochs)
                .put("arithmetic", arithmetic)
                .put("geometric", geometric)
                .put("likelihood", likelihood)
                .put("scaled", error(comparison.weightScaling()))
                .put("scaled.likelihood", NegativeLogLikelihood.of(comparison.weightScaling()));
    }

    private static double error(LabeledPredictions predictions) {
        return 100 * (1 - predictions.accuracy());
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] scaled = results.numbers("scaled");
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            double mean = results.numbers("arithmetic", JUDGED)[seed];
            held[seed] = results.numbers("arithmetic", 0)[seed] > mean + 2 && Math.abs(mean - scaled[seed]) <= 2;
        }
        double[] at = Arrays.stream(MASKS).asDoubleStream().toArray();
        double[] ends = {at[0], at[at.length - 1]};
        NumberTable table = new NumberTable("inference")
                .column("test error", "%", 1)
                .column("negative log-likelihood", "nats", 3)
                .row("weight scaling", scaled, results.numbers("scaled.likelihood"));
        for (int i = 0; i < MASKS.length; i++) {
            table.row(
                    "mean of " + MASKS[i] + (MASKS[i] == 1 ? " mask" : " masks"),
                    results.numbers("arithmetic", i),
                    results.numbers("likelihood", i));
        }
        return new Presentation(Verdict.inEverySeed(
                        "the test error of one mask is more than 2 points above that of the mean of " + MASKS[JUDGED]
                                + " masks, and the error of weight scaling is within 2 points of the latter",
                        held))
                .chart(new Chart("Test error", "number of sampled masks", "wrong test examples, %")
                        .logX()
                        .xTicks(at)
                        .band(
                                "± standard deviation",
                                0,
                                at,
                                results.mean("arithmetic", -1),
                                results.mean("arithmetic", 1))
                        .dashed("weight scaling", Chart.INK, ends, twice(results.mean("scaled")[0]))
                        .line("arithmetic mean", 0, at, results.mean("arithmetic"))
                        .line("geometric mean", 1, at, results.mean("geometric")))
                .chart(new Chart("Likelihood", "number of sampled masks", "negative log-likelihood, nats")
                        .logX()
                        .xTicks(at)
                        .band(
                                "± standard deviation",
                                0,
                                at,
                                results.mean("likelihood", -1),
                                results.mean("likelihood", 1))
                        .dashed("weight scaling", Chart.INK, ends, twice(results.mean("scaled.likelihood")[0]))
                        .line("arithmetic mean", 0, at, results.mean("likelihood")))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "MNIST-1D, %d training and %d test examples, %d epochs; two hidden layers of %d ReLU units with"
                                + " dropout of rate %s, Adam with rate %s. The class is WeightScaling. Its masks"
                                + " are those of MonteCarloDropout.",
                        (int) results.first().number("examples"),
                        TEST,
                        (int) results.first().number("epochs"),
                        UNITS,
                        DROP_RATE,
                        RATE));
    }

    private static double[] twice(double value) {
        return new double[] {value, value};
    }
}
