package io.github.dl4jregularizers.examples.figures.book;

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
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

/** Fits of the 14-unit network under six strengths of the L2 penalty. */
public final class Strengths implements TextbookFigure {

    private static final double[] L2 = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1};
    private static final String[] NAMES = {"1e-5", "1e-4", "0.001", "0.01", "0.1", "1"};
    private static final int EXAMPLES = 15;
    private static final double NOISE = 0.3;

    @Override
    public String name() {
        return "l2-strengths";
    }

    @Override
    public String section() {
        return "9.2";
    }

    @Override
    public String title() {
        return "Six strengths of an L2 penalty";
    }

    @Override
    public String claim() {
        return "A weak L2 penalty lets the fit follow the noise, a strong one flattens it below the data. A strength in"
                + " between comes closest to the true function.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 8;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 6 : 24;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int steps = context.size(600, 4000);
        DataSet data = JointNetwork.data(EXAMPLES, NOISE, context.seed());
        double[] training = new double[L2.length];
        double[] error = new double[L2.length];
        double[] exactError = new double[L2.length];
        double[] distance = new double[L2.length];
        Measurements measured = new Measurements()
                .put("x", data.getFeatures().toDoubleVector())
                .put("y", data.getLabels().toDoubleVector());
        for (int i = 0; i < L2.length; i++) {
            double l2 = L2[i];
            MultiLayerNetwork network = JointNetwork.of(
                    new Adam(new CosineSchedule(ScheduleType.ITERATION, 0.5, steps)),
                    context.seed(),
                    conf -> new ElasticNet(0, l2).applyTo(conf),
                    null,
                    JointNetwork.output().build());
            JointNetwork.weights(network).assign(0);
            for (int step = 0; step < steps; step++) {
                network.fit(data.getFeatures(), data.getLabels());
            }
            double[] curve = JointNetwork.curve(network);
            double[] exact = JointNetwork.curve(JointNetwork.ridge(data, l2));
            training[i] = data.getLabels().squaredDistance(network.output(data.getFeatures())) / EXAMPLES;
            error[i] = JointNetwork.distance(curve, JointNetwork.truth());
            exactError[i] = JointNetwork.distance(exact, JointNetwork.truth());
            distance[i] = Math.sqrt(JointNetwork.distance(curve, exact));
            measured.put("curve." + i, curve);
            context.progress(i + 1, L2.length);
        }
        return measured.put("training", training)
                .put("error", error)
                .put("exactError", exactError)
                .put("distance", distance);
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] mean = results.mean("error");
        int best = Grid.lowest(mean);
        boolean held = best > 0 && best < L2.length - 1;
        NumberTable table = new NumberTable("L2 coefficient")
                .column("training error", "mean squared", 3)
                .column("fit from the truth", "mean squared", 3)
                .column("exact minimum from the truth", "mean squared", 3)
                .column("fit from the exact minimum", "root mean squared", 3);
        Presentation shown = new Presentation(Verdict.overall(
                "the mean squared distance from the true function is smallest at a strength that is neither the"
                        + " weakest nor the strongest",
                held,
                "smallest at " + NAMES[best]));
        for (int i = 0; i < L2.length; i++) {
            table.row(
                    NAMES[i],
                    results.numbers("training", i),
                    results.numbers("error", i),
                    results.numbers("exactError", i),
                    results.numbers("distance", i));
            Measurements first = results.first();
            shown.chart(new Chart("L2 coefficient " + NAMES[i], "input x", "output y")
                    .yRange(-0.5, 4)
                    .dashed("truth", Chart.INK, JointNetwork.X, JointNetwork.truth())
                    .line("fit", 0, JointNetwork.X, first.get("curve." + i))
                    .points("data", 1, first.get("x"), first.get("y")));
        }
        return shown.chart(new Chart("Errors over the strength", "L2 coefficient", "mean squared error")
                        .logX()
                        .logY()
                        .band("± standard deviation", 0, L2, results.mean("error", -1), results.mean("error", 1))
                        .line("distance from the truth", 0, L2, mean)
                        .line("training error", 1, L2, results.mean("training")))
                .table(table)
                .remark("14 ReLU units with fixed joints; their output weights are trained with Adam on " + EXAMPLES
                        + " examples and ElasticNet(0, l2). Target exp(sin 2πx) with noise of standard deviation "
                        + NOISE + ". The exact minimum is that of ridge regression.");
    }
}
