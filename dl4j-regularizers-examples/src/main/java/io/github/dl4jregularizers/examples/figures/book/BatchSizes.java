package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.util.Locale;
import org.nd4j.linalg.learning.config.Sgd;

/** Test error on MNIST-1D over the batch size, each trained until the training examples are memorized. */
public final class BatchSizes implements TextbookFigure {

    private static final double[] SIZES = {20, 50, 100, 250, 500};
    private static final double[] QUICK_SIZES = {20, 100, 250};
    private static final double RATE = 0.1;
    private static final int CHECK = 100;
    /** Share of wrong training examples at which they count as memorized, in %. */
    private static final double MEMORIZED = 0.5;

    @Override
    public String name() {
        return "batch-sizes";
    }

    @Override
    public String section() {
        return "9.5b";
    }

    @Override
    public String title() {
        return "Smaller batches generalize better";
    }

    @Override
    public String claim() {
        return "Of networks that memorize the training examples equally well, those trained with small batches have a"
                + " smaller test error.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 6;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 6 : 60;
    }

    @Override
    public Measurements measure(FigureContext context) {
        double[] sizes = context.quick() ? QUICK_SIZES : SIZES;
        int examples = context.size(500, 4000);
        int limit = context.size(2000, 12000);
        double[] test = new double[sizes.length];
        double[] training = new double[sizes.length];
        double[] steps = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            Mnist1dNetwork network = new Mnist1dNetwork(new Sgd(RATE), examples, 4000, context.seed());
            training[i] = 100;
            while (training[i] > MEMORIZED && steps[i] < limit) {
                for (int step = 0; step < CHECK; step++) {
                    network.step((int) sizes[i]);
                }
                steps[i] += CHECK;
                training[i] = network.trainingError();
                context.progress(i + steps[i] / limit, sizes.length);
            }
            test[i] = network.testError();
        }
        return new Measurements()
                .put("sizes", sizes)
                .put("test", test)
                .put("training", training)
                .put("steps", steps)
                .put("examples", examples);
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] sizes = results.first().get("sizes");
        NumberTable table = new NumberTable("batch size")
                .column("iterations", "until memorized", 0)
                .column("test error", "%", 2)
                .column("training error", "%", 2);
        for (int i = 0; i < sizes.length; i++) {
            table.row(
                    String.valueOf((int) sizes[i]),
                    results.numbers("steps", i),
                    results.numbers("test", i),
                    results.numbers("training", i));
        }
        return new Presentation(Verdict.beyondTwoStandardErrors(
                        "the test error with the largest batch exceeds that with the smallest by more than two standard"
                                + " errors of the difference per seed",
                        "points",
                        results.rise("test")))
                .chart(new Chart("Test error", "examples per batch", "wrong test examples, %")
                        .logX()
                        .xTicks(sizes)
                        .band("± standard deviation", 0, sizes, results.mean("test", -1), results.mean("test", 1))
                        .line("mean over the seeds", 0, sizes, results.mean("test"))
                        .points("", 0, sizes, results.mean("test")))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "MNIST-1D, %d training and 4000 test examples; two hidden layers of 100 ReLU units, SGD with"
                                + " rate %s until at most %s %% of the training examples are wrong.",
                        (int) results.first().number("examples"),
                        RATE,
                        MEMORIZED));
    }
}
