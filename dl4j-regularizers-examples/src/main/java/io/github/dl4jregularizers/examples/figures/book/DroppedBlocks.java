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
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** Stochastic depth: time of a training step and test error over the drop rate. */
public final class DroppedBlocks implements TextbookFigure {

    /** Drop rates of the last block. */
    private static final double[] RATES = {0, 0.2, 0.4, 0.6, 0.8};

    private static final int BLOCKS = 8;
    private static final int WIDTH = 96;
    private static final int BATCH = 100;
    private static final int TRAINING = 1000;
    private static final double RATE = 1e-3;
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
        return "A residual block that is dropped in a training step is not computed. The step takes less time, about"
                + " as much as the expected number of blocks, and the network does not predict worse.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 5 : 60;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int steps = context.size(150, 2000);
        int test = context.size(1000, 2000);
        Mnist1dNetwork[] networks = new Mnist1dNetwork[RATES.length + 1];
        for (int i = 0; i < RATES.length; i++) {
            DropRate[] rates = StochasticDepth.linear(BLOCKS, RATES[i]);
            networks[i] = new Mnist1dNetwork(new Adam(RATE), TRAINING, test, context.seed(), layers(rates));
        }
        networks[RATES.length] = new Mnist1dNetwork(new Adam(RATE), TRAINING, test, context.seed(), layers());
        double[] seconds = new double[networks.length];
        for (int step = 0; step < steps; step++) {
            // All networks in turn, so that other load of the machine meets all of them.
            for (int i = 0; i < networks.length; i++) {
                long start = System.nanoTime();
                networks[i].step(BATCH);
                seconds[i] += step < WARM_UP ? 0 : (System.nanoTime() - start) / 1e9 / (steps - WARM_UP);
            }
            context.progress(step + 1, steps);
        }
        double[] errors = new double[RATES.length];
        double[] expected = new double[RATES.length];
        double none = seconds[RATES.length];
        for (int i = 0; i < RATES.length; i++) {
            errors[i] = networks[i].testError();
            expected[i] = 1000 * (none + computed(RATES[i]) * (seconds[0] - none));
        }
        return new Measurements()
                .put("time", Arrays.stream(seconds, 0, RATES.length).map(s -> 1000 * s).toArray())
                .put("expected", expected)
                .put("none", 1000 * none)
                .put("error", errors);
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
                    .body(
                            dense(),
                            new BatchNormalization.Builder().build(),
                            new ActivationLayer(Activation.RELU),
                            dense(),
                            new BatchNormalization.Builder().build())
                    .activation(Activation.RELU)
                    .dropRate(rates[block])
                    .build();
        }
        return layers;
    }

    private static Layer dense() {
        return new DenseLayer.Builder()
                .nOut(WIDTH)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] time = results.mean("time");
        double[] expected = results.mean("expected");
        double[] error = results.mean("error");
        int middle = RATES.length / 2 + 1;
        boolean faster = time[middle] < 0.9 * time[0] && time[middle] < 1.25 * expected[middle];
        boolean asGood = error[middle] < error[0] + 2;
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
                                "with a last drop rate of %.1f the mean step takes less than 90 %% of the time without"
                                        + " drops and less than 125 %% of the formula's, and the mean test error is"
                                        + " less than 2 points higher",
                                RATES[middle]),
                        faster && asGood,
                        String.format(
                                Locale.ROOT,
                                "measured on this machine: %.2f ms against %.2f ms, by the formula %.2f ms; error %.1f"
                                        + " against %.1f %%",
                                time[middle],
                                time[0],
                                expected[middle],
                                error[middle],
                                error[0])))
                .chart(new Chart("Time of a training step", "drop rate of the last block", "time per step, ms")
                        .band("", 0, RATES, results.mean("time", -1), results.mean("time", 1))
                        .line("measured", 0, RATES, time)
                        .dashed("formula", Chart.INK, RATES, expected))
                .chart(new Chart("Test error", "drop rate of the last block", "test error, %")
                        .band("", 1, RATES, results.mean("error", -1), results.mean("error", 1))
                        .line("mean", 1, RATES, error))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "%d ResidualBlocks of two dense layers of %d units, StochasticDepth.linear, %d examples of"
                                + " MNIST-1D. Formula: t(d) = t(no blocks) + (1 − d (L + 1) / 2L) (t(0) − t(no"
                                + " blocks)), L = %d, with both times measured: %.2f ms without blocks. The times"
                                + " are those of this run and differ from run to run.",
                        BLOCKS,
                        WIDTH,
                        TRAINING,
                        BLOCKS,
                        results.mean("none")[0]));
    }
}
