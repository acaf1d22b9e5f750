package io.github.dl4jregularizers.examples.figures.book;

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
import org.nd4j.linalg.learning.config.Sgd;

/** Test error on MNIST-1D over the learning rate, at an equal product of rate and iterations. */
public final class LearningRates implements TextbookFigure {

    private static final double[] RATES = {0.4, 0.2, 0.1, 0.05, 0.02};
    private static final double[] QUICK_RATES = {0.4, 0.1, 0.04};
    private static final int BATCH = 100;

    @Override
    public String name() {
        return "learning-rates";
    }

    @Override
    public String section() {
        return "9.5a";
    }

    @Override
    public String title() {
        return "Larger learning rates generalize better";
    }

    @Override
    public String claim() {
        return "With the same distance to travel, rate times iterations, training at a large learning rate ends with a"
                + " smaller test error than at a small one.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 5 : 40;
    }

    @Override
    public Measurements measure(FigureContext context) {
        double[] rates = context.quick() ? QUICK_RATES : RATES;
        int distance = context.size(60, 400);
        int examples = context.size(1000, 4000);
        double[] test = new double[rates.length];
        double[] training = new double[rates.length];
        double all = Arrays.stream(rates).map(rate -> 1 / rate).sum();
        double done = 0;
        for (int i = 0; i < rates.length; i++) {
            Mnist1dNetwork network = new Mnist1dNetwork(new Sgd(rates[i]), examples, 4000, context.seed());
            int steps = (int) Math.round(distance / rates[i]);
            for (int step = 0; step < steps; step++) {
                network.step(BATCH);
                if (step % 100 == 0) {
                    context.progress(done + (double) step / distance, all);
                }
            }
            done += 1 / rates[i];
            test[i] = network.testError();
            training[i] = network.trainingError();
        }
        return new Measurements()
                .put("rates", rates)
                .put("test", test)
                .put("training", training)
                .put("distance", distance)
                .put("examples", examples);
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] rates = results.first().get("rates");
        NumberTable table = new NumberTable("learning rate")
                .column("iterations", "", 0)
                .column("test error", "%", 2)
                .column("training error", "%", 2);
        double distance = results.first().number("distance");
        for (int i = 0; i < rates.length; i++) {
            double[] iterations = {Math.round(distance / rates[i])};
            table.row(String.valueOf(rates[i]), iterations, results.numbers("test", i), results.numbers("training", i));
        }
        return new Presentation(Verdict.beyondTwoStandardErrors(
                        "the test error at the smallest rate exceeds that at the largest by more than two standard"
                                + " errors of the difference per seed",
                        "points",
                        results.rise("test")))
                .chart(new Chart("Test error", "learning rate", "wrong test examples, %")
                        .logX()
                        .xTicks(rates)
                        .band("± standard deviation", 0, rates, results.mean("test", -1), results.mean("test", 1))
                        .line("mean over the seeds", 0, rates, results.mean("test"))
                        .points("", 0, rates, results.mean("test")))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "MNIST-1D, %d training and 4000 test examples; two hidden layers of 100 ReLU units, SGD with"
                                + " batches of %d, rate times iterations %d. Bands and deviations are over the seeds"
                                + " of weights and batches; the data are the same.",
                        (int) results.first().number("examples"),
                        BATCH,
                        (int) distance));
    }
}
