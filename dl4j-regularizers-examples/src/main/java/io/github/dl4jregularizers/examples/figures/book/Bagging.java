package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.ensemble.EnsembleTrainer;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.examples.report.Statistic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Four networks on bootstrap samples, and the mean of their predictions. */
public final class Bagging implements TextbookFigure {

    private static final int MEMBERS = 4;
    private static final int EXAMPLES = 20;
    private static final double NOISE = 0.45;
    private static final double RATE = 0.3;

    @Override
    public String name() {
        return "bagging";
    }

    @Override
    public String section() {
        return "9.7";
    }

    @Override
    public String title() {
        return "Four bagged networks and their mean";
    }

    @Override
    public String claim() {
        return "Networks trained on resampled data follow the noise in different ways. The mean of their predictions is"
                + " smoother, and closer to the true function than the members are on average.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 8;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 5 : 10;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int epochs = context.size(400, 1000);
        DataSet data = JointNetwork.data(EXAMPLES, NOISE, context.seed());
        Ensemble ensemble;
        try {
            ensemble = EnsembleTrainer.of(MEMBERS, context.seed(), (member, seed) -> network(seed))
                    .bootstrap()
                    .epochs(epochs)
                    .batchSize(EXAMPLES)
                    .train(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.progress(MEMBERS, MEMBERS + 1);
        MultiLayerNetwork single = network(context.seed());
        for (int epoch = 0; epoch < epochs; epoch++) {
            single.fit(data.getFeatures(), data.getLabels());
        }
        double[] mean = ensemble.predict(Nd4j.createFromArray(JointNetwork.X).reshape(JointNetwork.X.length, 1))
                .toDoubleVector();
        Measurements measured = new Measurements()
                .put("x", data.getFeatures().toDoubleVector())
                .put("y", data.getLabels().toDoubleVector())
                .put("curve.mean", mean)
                .put("curve.single", JointNetwork.curve(single))
                .put("error.mean", JointNetwork.distance(mean, JointNetwork.truth()))
                .put("error.single", JointNetwork.distance(JointNetwork.curve(single), JointNetwork.truth()));
        double members = 0;
        for (int member = 0; member < MEMBERS; member++) {
            double[] curve =
                    JointNetwork.curve((MultiLayerNetwork) ensemble.networks().get(member));
            measured.put("curve." + member, curve);
            members += JointNetwork.distance(curve, JointNetwork.truth()) / MEMBERS;
        }
        return measured.put("error.members", members);
    }

    private static MultiLayerNetwork network(long seed) {
        MultiLayerNetwork network = JointNetwork.of(
                new Adam(RATE), seed, conf -> conf, null, JointNetwork.output().build());
        JointNetwork.weights(network).assign(0);
        return network;
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] mean = results.numbers("error.mean");
        double[] members = results.numbers("error.members");
        double[] single = results.numbers("error.single");
        boolean[] held = new boolean[results.count()];
        double[] gain = new double[held.length];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = mean[seed] < 0.8 * members[seed];
            gain[seed] = single[seed] - mean[seed];
        }
        Measurements first = results.first();
        Presentation shown = new Presentation(Verdict.inEverySeed(
                "the mean's squared distance from the true function is at least 20 % below the members' average",
                held));
        for (int member = 0; member < MEMBERS; member++) {
            shown.chart(chart("Member " + (member + 1), first, "curve." + member, 0));
        }
        return shown.chart(chart("Mean of the four", first, "curve.mean", 2))
                .chart(chart("One network on all data", first, "curve.single", 3))
                .table(new NumberTable("prediction")
                        .column("distance from the truth", "mean squared", 3)
                        .row("members, average", members)
                        .row("mean of the four", mean)
                        .row("one network on all data", single))
                .remark(String.format(
                        Locale.ROOT,
                        "EnsembleTrainer with bootstrap, %d examples with noise %.2f. Distance of one network on all"
                                + " data minus that of the mean: %s.",
                        EXAMPLES,
                        NOISE,
                        Statistic.of(gain).format(3, true).replace('-', '−')));
    }

    private static Chart chart(String title, Measurements first, String curve, int color) {
        return new Chart(title, "input x", "output y")
                .yRange(-1, 4.5)
                .dashed("truth", Chart.INK, JointNetwork.X, JointNetwork.truth())
                .line("fit", color, JointNetwork.X, first.get(curve))
                .points("data", 1, first.get("x"), first.get("y"));
    }
}
