package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.residual.StochasticDepth;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** Stochastic depth: time of a training step and test error over the drop rate. */
public final class DroppedBlocks implements TextbookFigure {

    /** Drop rates of the last block. */
    private static final double[] RATES = {0, 0.3, 0.6, 0.9};
    /** Index of the drop rate of the verdict. */
    private static final int JUDGED = 2;

    private static final int BLOCKS = 4;
    private static final int WIDTH = 96;
    private static final int BATCH = 500;
    private static final int TRAINING = 1000;
    private static final int TEST = 2000;
    private static final double RATE = 3e-3;
    /** Steps before the times count. */
    private static final int WARM_UP = 20;

    @Override
    public String name() {
        return "stochastic-depth";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "Stochastic depth: time and test error";
    }

    @Override
    public String claim() {
        return "A residual block that is dropped in a training step is not computed. Training time falls with the"
                + " expected number of blocks, and the network does not predict worse.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 4;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 5 : 35;
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int steps = context.size(120, 600);
        Mnist1dNetwork[] networks = new Mnist1dNetwork[RATES.length + 1];
        for (int i = 0; i < RATES.length; i++) {
            DropRate[] rates = StochasticDepth.linear(BLOCKS, RATES[i]);
            networks[i] = new Mnist1dNetwork(new Adam(RATE), TRAINING, TEST, context.seed(), layers(rates));
        }
        networks[RATES.length] = new Mnist1dNetwork(new Adam(RATE), TRAINING, TEST, context.seed(), layers());
        double[][] times = new double[networks.length][steps - WARM_UP];
        for (int step = 0; step < steps; step++) {
            // All networks in turn, so that other load of the machine meets all of them.
            for (int i = 0; i < networks.length; i++) {
                long start = System.nanoTime();
                networks[i].step(BATCH);
                if (step >= WARM_UP) {
                    times[i][step - WARM_UP] = (System.nanoTime() - start) / 1e6;
                }
            }
            context.progress(step + 1, steps);
        }
        double[] errors = new double[RATES.length];
        double[] expected = new double[RATES.length];
        double[] time = new double[RATES.length];
        double none = median(times[RATES.length]);
        for (int i = 0; i < RATES.length; i++) {
            errors[i] = networks[i].testError();
            time[i] = median(times[i]);
            expected[i] = none + computed(RATES[i]) * (time[0] - none);
        }
        return new Measurements()
                .put("time", time)
                .put("expected", expected)
                .put("none", none)
                .put("error", errors);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The expected share of blocks that a step computes, with rates that grow linearly to that of the last block. */
    static double computed(double last) {
        return 1 - last * (BLOCKS + 1) / (2 * BLOCKS);
    }

    private static Layer[] layers(DropRate... rates) {
        Layer[] layers = new Layer[rates.length + 1];
        layers[0] = new DenseLayer.Builder().nOut(WIDTH).build();
        for (int block = 0; block < rates.length; block++) {
            layers[block + 1] = new ResidualBlock.Builder()
                    .body(dense(Activation.RELU), dense(Activation.IDENTITY))
                    .activation(Activation.RELU)
                    .dropRate(rates[block])
                    .build();
        }
        return layers;
    }

    private static Layer dense(Activation activation) {
        return new DenseLayer.Builder().nOut(WIDTH).activation(activation).build();
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] time = results.mean("time");
        double[] expected = results.mean("expected");
        double[] error = results.mean("error");
        boolean faster = time[JUDGED] < 0.9 * time[0] && time[JUDGED] < 1.25 * expected[JUDGED];
        boolean asGood = error[JUDGED] < error[0] + 2;
        NumberTable table = new NumberTable("drop rate of the last block")
                .column("time per step, measured", "ms", 2)
                .column("time per step, formula", "ms", 2)
                .column("test error", "%", 1);
        for (int i = 0; i < RATES.length; i++) {
            table.row(
                    String.format(Locale.ROOT, "%.1f", RATES[i]),
                    results.numbers("time", i),
                    results.numbers("expected", i),
                    results.numbers("error", i));
        }
        return new Presentation(Verdict.overall(
                        String.format(
                                Locale.ROOT,
                                "with a last drop rate of %.1f the median step takes less than 90 %% of the time"
                                        + " without drops and less than 125 %% of the formula's, and the mean test"
                                        + " error is less than 2 points higher",
                                RATES[JUDGED]),
                        faster && asGood,
                        String.format(
                                Locale.ROOT,
                                "measured on this machine: %.2f ms against %.2f ms, by the formula %.2f ms; error %.1f"
                                        + " against %.1f %%",
                                time[JUDGED],
                                time[0],
                                expected[JUDGED],
                                error[JUDGED],
                                error[0])))
                .chart(new Chart("Time of a training step", "drop rate of the last block", "time per step, ms")
                        .band("± standard deviation", 0, RATES, results.mean("time", -1), results.mean("time", 1))
                        .line("measured", 0, RATES, time)
                        .dashed("formula", Chart.INK, RATES, expected))
                .chart(new Chart("Test error", "drop rate of the last block", "test error, %")
                        .band("± standard deviation", 1, RATES, results.mean("error", -1), results.mean("error", 1))
                        .line("mean over the seeds", 1, RATES, error))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "%d ResidualBlocks of two dense layers of %d units, StochasticDepth.linear, %d examples of"
                                + " MNIST-1D in batches of %d. Formula: t(d) = t(no blocks) + (1 − d (L + 1) / 2L)"
                                + " (t(0) − t(no blocks)), with L = %d blocks and both times measured: %.2f ms without"
                                + " blocks. The optimizer updates dropped blocks too, which the formula leaves out."
                                + " Times are medians of a run, and differ from run to run; errors do not.",
                        BLOCKS,
                        WIDTH,
                        TRAINING,
                        BATCH,
                        BLOCKS,
                        results.mean("none")[0]));
    }
}
