package io.github.dl4jregularizers.examples.figures.methods;

import io.github.dl4jregularizers.calibration.Binning;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.ReliabilityDiagram;
import io.github.dl4jregularizers.calibration.ReliabilityDiagram.Bin;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;

/** Calibration of classifiers that were trained with and without label smoothing. */
public final class SmoothedLabels implements TextbookFigure {

    private static final double[] SMOOTHING = {0, 0.1, 0.3};
    private static final int DRAWN = 2;
    private static final int BINS = 10;
    private static final int UNITS = 100;
    private static final double RATE = 0.003;

    @Override
    public String name() {
        return "label-smoothing";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "Label smoothing and calibration";
    }

    @Override
    public String claim() {
        return "One-hot targets drive the training probabilities towards 1, and a network that fits its training set is"
                + " then overconfident on new examples. Label smoothing bounds these probabilities and reduces the"
                + " calibration error.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 4;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 4 : 30;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int examples = context.size(1000, 4000);
        int epochs = context.size(20, 50);
        Signals data = new Signals(examples, context.size(2000, 4000));
        Measurements measured = new Measurements().put("examples", examples).put("epochs", epochs);
        double[] error = new double[SMOOTHING.length];
        double[] confidence = new double[SMOOTHING.length];
        double[] accuracy = new double[SMOOTHING.length];
        for (int i = 0; i < SMOOTHING.length; i++) {
            MultiLayerNetwork network = data.train(
                    Signals.classifier(
                            new Adam(RATE), context.seed(), new LabelSmoothingLoss(SMOOTHING[i]), UNITS, UNITS),
                    epochs,
                    context.seed());
            LabeledPredictions predictions = LabeledPredictions.of(
                    network.output(data.test().getFeatures()), data.test().getLabels());
            ReliabilityDiagram diagram = ReliabilityDiagram.of(predictions, Binning.equalWidth(BINS));
            List<Bin> bins = diagram.bins();
            error[i] = 100 * diagram.expectedError();
            accuracy[i] = 100 * predictions.accuracy();
            confidence[i] = bins.stream()
                            .mapToDouble(bin -> 100 * bin.count() * bin.confidence())
                            .sum()
                    / predictions.size();
            measured.put("bins.confidence." + i, percent(bins, Bin::confidence))
                    .put("bins.accuracy." + i, percent(bins, Bin::accuracy))
                    .put("bins.low." + i, percent(bins, Bin::lowerAccuracy))
                    .put("bins.high." + i, percent(bins, Bin::upperAccuracy));
            context.progress(i + 1, SMOOTHING.length);
        }
        return measured.put("error", error).put("confidence", confidence).put("accuracy", accuracy);
    }

    private static double[] percent(List<Bin> bins, ToDoubleFunction<Bin> value) {
        return bins.stream().mapToDouble(value).map(share -> 100 * share).toArray();
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] plain = results.numbers("error", 0);
        double[] smoothed = results.numbers("error", 1);
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = smoothed[seed] < 0.8 * plain[seed];
        }
        NumberTable table = new NumberTable("smoothing")
                .column("calibration error", "ECE, %", 1)
                .column("mean confidence", "%", 1)
                .column("accuracy", "%", 1);
        String[] names = new String[SMOOTHING.length];
        for (int i = 0; i < SMOOTHING.length; i++) {
            names[i] = String.valueOf(SMOOTHING[i]);
            table.row(
                    names[i],
                    results.numbers("error", i),
                    results.numbers("confidence", i),
                    results.numbers("accuracy", i));
        }
        double[] at = IntStream.range(0, SMOOTHING.length).asDoubleStream().toArray();
        return new Presentation(Verdict.inEverySeed(
                        "smoothing " + names[1] + " reduces the expected calibration error by at least 20 %", held))
                .chart(reliability(results.first()))
                .chart(new Chart("Calibration error", "smoothing", "ECE of the test examples, %")
                        .categories(names)
                        .band("± standard deviation", 0, at, results.mean("error", -1), results.mean("error", 1))
                        .line("mean over the seeds", 0, at, results.mean("error"))
                        .points("", 0, at, results.mean("error")))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "MNIST-1D, %d training examples, %d epochs; two hidden layers of %d ReLU units, Adam with rate"
                                + " %s, LabelSmoothingLoss. Reliability diagrams of the first seed, with 95 %%"
                                + " intervals; %d bins of equal width.",
                        (int) results.first().number("examples"),
                        (int) results.first().number("epochs"),
                        UNITS,
                        RATE,
                        BINS));
    }

    private static Chart reliability(Measurements first) {
        double[] diagonal = {0, 100};
        Chart chart = new Chart("Reliability diagram", "confidence, %", "accuracy, %")
                .xRange(0, 100)
                .yRange(0, 100)
                .dashed("calibrated", Chart.INK, diagonal, diagonal);
        for (int i = 0; i < DRAWN; i++) {
            double[] confidence = first.get("bins.confidence." + i);
            double[] accuracy = first.get("bins.accuracy." + i);
            int color = i == 0 ? 1 : 0;
            chart.band("", color, confidence, first.get("bins.low." + i), first.get("bins.high." + i))
                    .line("smoothing " + SMOOTHING[i], color, confidence, accuracy)
                    .points("", color, confidence, accuracy);
        }
        return chart;
    }
}
