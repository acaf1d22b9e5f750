package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.earlystopping.ValidationScore;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.util.Arrays;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Snapshots of the 14-unit network during training, and the stop by validation error. */
public final class StoppingEarly implements TextbookFigure {

    private static final int EXAMPLES = 15;
    private static final int VALIDATION = 60;
    private static final int BATCH = 5;
    private static final double NOISE = 0.45;
    private static final double RATE = 1;
    private static final double INITIAL = 2;
    /** Iterations of the snapshots, roughly doubling. */
    private static final int[] SNAPSHOTS = {0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120};

    /** Indices of the snapshots drawn one by one. */
    private static final int[] DRAWN = {0, 2, 4};

    @Override
    public String name() {
        return "stopping-early";
    }

    @Override
    public String section() {
        return "9.6";
    }

    @Override
    public String title() {
        return "Training finds the coarse shape first";
    }

    @Override
    public String claim() {
        return "From random weights the fit first takes the coarse shape of the data and follows the noise later."
                + " Stopped when the validation error is smallest, the network is closer to the true function than at"
                + " the end.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 8;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 4 : 8;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int count = context.size(10, SNAPSHOTS.length);
        DataSet data = JointNetwork.data(EXAMPLES, NOISE, context.seed());
        ValidationScore<MultiLayerNetwork> validation = ValidationScore.meanSquaredError(new ListDataSetIterator<>(
                JointNetwork.data(VALIDATION, NOISE, 1000 + context.seed()).asList(), VALIDATION));
        MultiLayerNetwork network = JointNetwork.of(
                new Adam(RATE),
                context.seed(),
                conf -> conf,
                null,
                JointNetwork.output().build());
        Nd4j.getRandom().setSeed(context.seed());
        INDArray weights = JointNetwork.weights(network);
        weights.assign(Nd4j.randn(weights.dataType(), weights.shape()).mul(INITIAL));
        double[] score = new double[count];
        double[] error = new double[count];
        double[] training = new double[count];
        Measurements measured = new Measurements()
                .put("x", data.getFeatures().toDoubleVector())
                .put("y", data.getLabels().toDoubleVector());
        int iteration = 0;
        for (int snapshot = 0; snapshot < count; snapshot++) {
            for (; iteration < SNAPSHOTS[snapshot]; iteration++) {
                int from = iteration % (EXAMPLES / BATCH);
                // Every third example, so that a batch covers the whole range.
                DataSet batch = everyThird(data, from);
                network.fit(batch.getFeatures(), batch.getLabels());
            }
            double[] curve = JointNetwork.curve(network);
            score[snapshot] = validation.calculateScore(network);
            error[snapshot] = JointNetwork.distance(curve, JointNetwork.truth());
            training[snapshot] = data.getLabels().squaredDistance(network.output(data.getFeatures())) / EXAMPLES;
            measured.put("curve." + snapshot, curve);
            context.progress(iteration + 1, SNAPSHOTS[count - 1] + 1);
        }
        int best = Grid.lowest(score);
        return measured.put(
                        "iterations",
                        Arrays.stream(SNAPSHOTS, 0, count).asDoubleStream().toArray())
                .put("validation", score)
                .put("error", error)
                .put("training", training)
                .put("best", best)
                .put("stopped", error[best])
                .put("last", error[count - 1]);
    }

    private static DataSet everyThird(DataSet data, int from) {
        int[] rows = new int[BATCH];
        Arrays.setAll(rows, i -> from + i * (EXAMPLES / BATCH));
        return new DataSet(data.getFeatures().getRows(rows), data.getLabels().getRows(rows));
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] stopped = results.numbers("stopped");
        double[] last = results.numbers("last");
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = stopped[seed] < last[seed];
        }
        double[] iterations = results.first().get("iterations");
        int end = iterations.length - 1;
        Presentation shown = new Presentation(Verdict.inEverySeed(
                "the network of the smallest validation error is closer to the true function than the last one", held));
        for (int drawn : DRAWN) {
            shown.chart(snapshot(results.first(), drawn, "Iteration " + (int) iterations[drawn]));
        }
        int best = (int) results.first().number("best");
        double[] positive = Arrays.stream(iterations).map(i -> Math.max(i, 5)).toArray();
        return shown.chart(snapshot(
                        results.first(), best, "Smallest validation error: iteration " + (int) iterations[best]))
                .chart(snapshot(results.first(), end, "Last iteration: " + (int) iterations[end]))
                .chart(new Chart("Mean errors over the iterations", "iteration (0 drawn at 5)", "mean squared error")
                        .logX()
                        .logY()
                        .line("training", 1, positive, results.mean("training"))
                        .line("validation", 0, positive, results.mean("validation"))
                        .line("distance from the truth", 2, positive, results.mean("error")))
                .table(new NumberTable("network")
                        .column("distance from the truth", "mean squared", 3)
                        .row("stopped early", stopped)
                        .row("after " + (int) iterations[end] + " iterations", last))
                .remark("14 ReLU units with fixed joints; normal initial output weights of standard deviation "
                        + INITIAL
                        + "; Adam with rate " + RATE + " in batches of " + BATCH + " of " + EXAMPLES
                        + " examples with noise " + NOISE + ". ValidationScore.meanSquaredError on " + VALIDATION
                        + " other examples.");
    }

    private static Chart snapshot(Measurements first, int index, String title) {
        return new Chart(title, "input x", "output y")
                .yRange(-2, 5)
                .dashed("truth", Chart.INK, JointNetwork.X, JointNetwork.truth())
                .line("fit", 0, JointNetwork.X, first.get("curve." + index))
                .points("data", 1, first.get("x"), first.get("y"));
    }
}
