package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.util.Random;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** A kink between the data, built by hand: the loss does not see it, dropout removes it. */
public final class Kink implements TextbookFigure {

    private static final double GAP_FROM = 0.34;
    private static final double GAP_TO = 0.67;
    /** Joints of the three units of the kink, all inside the gap. */
    private static final int[] JOINTS = {5, 7, 9};

    private static final double HEIGHT = 8;
    private static final double DROP_RATE = 0.2;
    private static final double LEARNING_RATE = 0.1;
    private static final int SNAPSHOTS = 20;

    @Override
    public String name() {
        return "kink";
    }

    @Override
    public String section() {
        return "9.9";
    }

    @Override
    public String title() {
        return "Dropout removes a kink that the loss does not see";
    }

    @Override
    public String claim() {
        return "Three hidden units can form a kink between the data points that cancels everywhere else. The loss is"
                + " indifferent to it, so plain training keeps it. With dropout a missing unit shifts the function at"
                + " many data points, so training shrinks the three weights and the kink disappears.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 4 : 10;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int steps = context.size(1000, 4000);
        DataSet data = data(context.seed());
        Measurements measured = new Measurements()
                .put("x", data.getFeatures().toDoubleVector())
                .put("y", data.getLabels().toDoubleVector());
        OutputLayer plain = JointNetwork.output().build();
        train(context, measured, "plain", plain, data, steps, 0);
        OutputLayer dropped = JointNetwork.output()
                .dropOut(new Dropout(DropRate.of(DROP_RATE)))
                .build();
        train(context, measured, "dropout", dropped, data, steps, 1);
        return measured;
    }

    /** A line outside the gap, with little noise. */
    private static DataSet data(long seed) {
        Random random = new Random(seed);
        double[][] inputs = new double[20][1];
        double[][] targets = new double[20][1];
        for (int i = 0; i < 20; i++) {
            double place = (i % 10 + random.nextDouble()) / 10;
            inputs[i][0] = i < 10 ? place * GAP_FROM : GAP_TO + place * (1 - GAP_TO);
            targets[i][0] = 0.5 + inputs[i][0] + 0.02 * random.nextGaussian();
        }
        return new DataSet(Nd4j.createFromArray(inputs), Nd4j.createFromArray(targets));
    }

    private static void train(
            FigureContext context,
            Measurements measured,
            String name,
            OutputLayer output,
            DataSet data,
            int steps,
            int done) {
        MultiLayerNetwork network = JointNetwork.of(new Sgd(LEARNING_RATE), context.seed(), conf -> conf, null, output);
        Nd4j.getRandom().setSeed(context.seed());
        INDArray weights = JointNetwork.weights(network);
        weights.assign(0);
        weights.putScalar(JointNetwork.JOINTS, 0.5);
        weights.putScalar(0, 1);
        weights.putScalar(JOINTS[0], HEIGHT);
        weights.putScalar(JOINTS[1], -2 * HEIGHT);
        weights.putScalar(JOINTS[2], HEIGHT);
        double[] before = JointNetwork.curve(network);
        double[] heights = new double[SNAPSHOTS + 1];
        heights[0] = height(before);
        for (int snapshot = 1; snapshot <= SNAPSHOTS; snapshot++) {
            for (int step = 0; step < steps / SNAPSHOTS; step++) {
                network.fit(data.getFeatures(), data.getLabels());
            }
            heights[snapshot] = height(JointNetwork.curve(network));
            context.progress(done * SNAPSHOTS + snapshot, 2 * SNAPSHOTS);
        }
        measured.put("steps", steps)
                .put("before", before)
                .put(name + ".after", JointNetwork.curve(network))
                .put(name + ".heights", heights)
                .put(name + ".first", heights[0])
                .put(name + ".last", heights[SNAPSHOTS]);
    }

    /** Height of the curve at the middle joint over the line through the outer two. */
    private static double height(double[] curve) {
        double[] at = new double[3];
        for (int i = 0; i < 3; i++) {
            at[i] = curve[(int) Math.round(JOINTS[i] / (double) JointNetwork.JOINTS * (curve.length - 1))];
        }
        return at[1] - (at[0] + at[2]) / 2;
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] first = results.numbers("dropout.first");
        double[] plain = results.numbers("plain.last");
        double[] dropout = results.numbers("dropout.last");
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = plain[seed] > 0.9 * first[seed] && Math.abs(dropout[seed]) < 0.2 * first[seed];
        }
        int steps = (int) results.first().number("steps");
        double[] iterations = new double[SNAPSHOTS + 1];
        for (int i = 0; i <= SNAPSHOTS; i++) {
            iterations[i] = i * (steps / SNAPSHOTS);
        }
        return new Presentation(Verdict.inEverySeed(
                        "plain training keeps at least 90 % of the kink's height, dropout leaves less than 20 %", held))
                .chart(curves("Plain training", results.first(), "plain.after"))
                .chart(curves("Training with dropout", results.first(), "dropout.after"))
                .chart(new Chart("Height of the kink", "iteration", "height")
                        .line("plain", 3, iterations, results.mean("plain.heights"))
                        .band(
                                "",
                                0,
                                iterations,
                                results.mean("dropout.heights", -1),
                                results.mean("dropout.heights", 1))
                        .line("dropout", 0, iterations, results.mean("dropout.heights")))
                .table(new NumberTable("training")
                        .column("before", "height of the kink", 3)
                        .column("after", "height of the kink", 3)
                        .row("plain", results.numbers("plain.first"), plain)
                        .row("dropout", first, dropout))
                .remark("14 ReLU units with fixed joints; the joints 5, 7 and 9 form the kink in a gap of the data. SGD"
                        + " with rate " + LEARNING_RATE + ", full batch, Dropout of the hidden units with drop rate "
                        + DROP_RATE + ". Curves without dropout.");
    }

    private static Chart curves(String title, Measurements first, String after) {
        return new Chart(title, "input x", "output y")
                .yRange(0, 3)
                .dashed("before", 6, JointNetwork.X, first.get("before"))
                .line("after", 0, JointNetwork.X, first.get(after))
                .points("data", 1, first.get("x"), first.get("y"));
    }
}
