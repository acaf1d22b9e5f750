package io.github.dl4jregularizers.examples.figures.methods;

import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.penalty.ElasticNet;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Histograms of the weights without a penalty, under L2, and under L1 with proximal steps. */
public final class WeightHistograms implements TextbookFigure {

    private static final String[] NAMES = {"no penalty", "L2", "L1"};
    private static final double L1 = 3e-3;
    private static final double L2 = 1e-2;
    private static final int UNITS = 100;
    private static final double RATE = 0.2;
    private static final int BINS = 41;
    private static final double WIDEST = 0.615;

    @Override
    public String name() {
        return "weight-histograms";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "Weights under L1 and L2";
    }

    @Override
    public String claim() {
        return "L2 shrinks each weight in proportion to its size, so that weights become small but not zero. L1 shrinks"
                + " all weights by the same amount, so that weights with little effect become exactly zero.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 4;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 4 : 30;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int examples = context.size(1000, 4000);
        int epochs = context.size(30, 60);
        Signals data = new Signals(examples, 2000);
        Measurements measured = new Measurements().put("examples", examples).put("epochs", epochs);
        for (int i = 0; i < NAMES.length; i++) {
            MultiLayerConfiguration plain =
                    Signals.classifier(new Sgd(RATE), context.seed(), new LossMCXENT(), UNITS, UNITS);
            MultiLayerNetwork network = data.train(penalized(plain, i), epochs, context.seed());
            double[] weights = weights(network);
            Evaluation evaluation = new Evaluation();
            evaluation.eval(data.test().getLabels(), network.output(data.test().getFeatures()));
            measured.put("zeros." + i, 100 * zeros(weights))
                    .put(
                            "deviation." + i,
                            Math.sqrt(Arrays.stream(weights)
                                    .map(w -> w * w)
                                    .average()
                                    .orElseThrow()))
                    .put("test." + i, 100 * (1 - evaluation.accuracy()))
                    .put("histogram." + i, histogram(weights));
            context.progress(i + 1, NAMES.length);
        }
        return measured;
    }

    private static MultiLayerConfiguration penalized(MultiLayerConfiguration plain, int penalty) {
        if (penalty == 0) {
            return plain;
        }
        return (penalty == 1 ? new ElasticNet(0, L2) : new ElasticNet(L1, 0))
                .proximal()
                .applyTo(plain);
    }

    private static double[] weights(MultiLayerNetwork network) {
        return network.paramTable().entrySet().stream()
                .filter(parameter -> parameter.getKey().endsWith("_W"))
                .flatMapToDouble(parameter ->
                        DoubleStream.of(parameter.getValue().ravel().toDoubleVector()))
                .toArray();
    }

    private static double zeros(double[] weights) {
        return (double) Arrays.stream(weights).filter(weight -> weight == 0).count() / weights.length;
    }

    private static double[] edges() {
        double[] edges = new double[BINS + 1];
        Arrays.setAll(edges, i -> WIDEST * (2.0 * i / BINS - 1));
        return edges;
    }

    /** Share of all weights per bin, in %. Leaves out exact zeros; the outer bins hold all larger weights. */
    static double[] histogram(double[] weights) {
        double[] shares = new double[BINS];
        for (double weight : weights) {
            if (weight != 0) {
                int bin = (int) Math.floor((weight / WIDEST + 1) / 2 * BINS);
                shares[Math.max(0, Math.min(BINS - 1, bin))] += 100.0 / weights.length;
            }
        }
        return shares;
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = results.numbers("zeros.2")[seed] >= 20
                    && results.numbers("zeros.1")[seed] == 0
                    && results.numbers("zeros.0")[seed] == 0;
        }
        NumberTable table = new NumberTable("penalty")
                .column("exact zeros", "% of the weights", 1)
                .column("root mean square", "of the weights", 3)
                .column("test error", "%", 1);
        Presentation shown = new Presentation(Verdict.inEverySeed(
                "under L1 at least 20 % of the weights are exactly zero; under L2 and without a penalty none is",
                held));
        double[] edges = edges();
        for (int i = 0; i < NAMES.length; i++) {
            double[] zeros = results.numbers("zeros." + i);
            table.row(NAMES[i], zeros, results.numbers("deviation." + i), results.numbers("test." + i));
            String title = NAMES[i].substring(0, 1).toUpperCase(Locale.ROOT) + NAMES[i].substring(1);
            Chart chart = new Chart(
                            title + ": " + Statistic.of(zeros).format(0, false) + " % exactly zero",
                            "weight",
                            "share of the weights, %")
                    .logY()
                    .yRange(0.01, 100)
                    .bars("not zero, per bin", 0, edges, results.mean("histogram." + i));
            double[] mean = results.mean("zeros." + i);
            shown.chart(mean[0] == 0 ? chart : chart.points("exactly zero", 1, new double[] {0}, mean));
        }
        return shown.table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "MNIST-1D, %d training examples, %d epochs; two hidden layers of %d ReLU units, SGD with rate"
                                + " %s in batches of %d. ElasticNet(0, %s) and ElasticNet(%s, 0), both proximal. The"
                                + " outermost bars hold all larger weights. Bars are means over the seeds.",
                        (int) results.first().number("examples"),
                        (int) results.first().number("epochs"),
                        UNITS,
                        RATE,
                        Signals.BATCH,
                        L2,
                        L1));
    }
}
