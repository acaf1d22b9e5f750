package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.ReliabilityDiagram;
import io.github.dl4jregularizers.calibration.RiskCoverageCurve;
import io.github.dl4jregularizers.examples.report.SvgChart;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The charts of an assessment. */
final class AssessmentCharts {

    /** Percentage of images below which a risk rests on a handful of images. */
    private static final double FEWEST = 5;

    private static final int HISTOGRAM_BINS = 30;

    private final Assessment assessment;

    AssessmentCharts(Assessment assessment) {
        this.assessment = assessment;
    }

    /** Accuracy against confidence, as predicted (color 1) and scaled (color 0), with 95 % intervals. */
    String reliability(boolean sampled) {
        String title = "Reliability, " + assessment.name(sampled);
        SvgChart chart = new SvgChart(title, "confidence, %", "accuracy, %")
                .range(0, 100, 0, 100)
                .reference(new double[] {0, 100}, new double[] {0, 100});
        INDArray probabilities = assessment.test().probabilities(sampled);
        addDiagram(chart, 1, probabilities);
        addDiagram(chart, 0, assessment.scaling(sampled).apply(probabilities));
        return chart.svg(title + ": accuracy against confidence, before and after temperature scaling");
    }

    private void addDiagram(SvgChart chart, int series, INDArray probabilities) {
        List<ReliabilityDiagram.Bin> bins = ReliabilityDiagram.of(
                        LabeledPredictions.of(probabilities, assessment.test().labels()), Scores.BINNING)
                .bins();
        double[] confidence = percent(bins, ReliabilityDiagram.Bin::confidence);
        chart.band(
                series,
                confidence,
                percent(bins, ReliabilityDiagram.Bin::lowerAccuracy),
                percent(bins, ReliabilityDiagram.Bin::upperAccuracy));
        chart.line(series, false, true, confidence, percent(bins, ReliabilityDiagram.Bin::accuracy));
    }

    private static double[] percent(List<ReliabilityDiagram.Bin> bins, ToDoubleFunction<ReliabilityDiagram.Bin> value) {
        return bins.stream().mapToDouble(bin -> 100 * value.applyAsDouble(bin)).toArray();
    }

    /** Selective risk by one pass (color 1), entropy of the samples (0) and mutual information (2). */
    String riskCoverage() {
        SvgChart chart = new SvgChart("Risk and coverage", "images answered, the surest first, %", "errors, %");
        INDArray onePass = assessment.test().labeled(false).errors();
        double highest =
                addCurve(chart, 1, RiskCoverageCurve.of(assessment.test().entropy(false), onePass));
        if (assessment.samples() > 0) {
            INDArray errors = assessment.test().labeled(true).errors();
            highest = Math.max(
                    highest,
                    addCurve(chart, 0, RiskCoverageCurve.of(assessment.test().entropy(true), errors)));
            highest = Math.max(
                    highest,
                    addCurve(chart, 2, RiskCoverageCurve.of(assessment.test().mutualInformation(), errors)));
        }
        return chart.range(0, 100, 0, Math.max(1, 1.1 * highest))
                .svg("Error rate against the share of images that are answered, the surest first");
    }

    private static double addCurve(SvgChart chart, int series, RiskCoverageCurve curve) {
        double[] coverages = percent(curve.coverages());
        double[] risks = percent(curve.risks());
        int from = (int)
                Arrays.stream(coverages).filter(coverage -> coverage < FEWEST).count();
        double[] shown = Arrays.copyOfRange(risks, from, risks.length);
        chart.line(series, false, shown.length == 1, Arrays.copyOfRange(coverages, from, coverages.length), shown);
        return Arrays.stream(shown).max().orElse(0);
    }

    private static double[] percent(double[] shares) {
        return Arrays.stream(shares).map(share -> 100 * share).toArray();
    }

    /** Distributions of test images (color 0) and out-of-distribution images (color 1). */
    String histogram() {
        boolean sampled = assessment.samples() > 0;
        String what = sampled ? "Mutual information" : "Entropy";
        double[] in = score(assessment.test(), sampled);
        double[] out = score(assessment.unfamiliar(), sampled);
        double highest =
                DoubleStream.concat(Arrays.stream(in), Arrays.stream(out)).max().orElseThrow();
        double width = round(highest / HISTOGRAM_BINS);
        SvgChart chart = new SvgChart(
                what + " of test and unfamiliar images", what.toLowerCase(Locale.ROOT) + ", nats", "images, %");
        double tallest = Math.max(addSteps(chart, 0, in, width), addSteps(chart, 1, out, width));
        return chart.range(0, width * HISTOGRAM_BINS, 0, 1.05 * tallest)
                .svg(what + ": shares of the test images and of the unfamiliar images by its amount");
    }

    /** Returns the next larger number with one digit, or 1.5 of it; any number if all are equally certain. */
    private static double round(double width) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(width, 1e-6))));
        return Math.ceil(2 * width / unit) * unit / 2;
    }

    private static double[] score(ImagePredictions predictions, boolean sampled) {
        INDArray score = sampled ? predictions.mutualInformation() : predictions.entropy(false);
        return score.toDoubleVector();
    }

    private static double addSteps(SvgChart chart, int series, double[] values, double width) {
        double[] shares = new double[HISTOGRAM_BINS];
        for (double value : values) {
            shares[Math.min((int) (value / width), HISTOGRAM_BINS - 1)] += 100.0 / values.length;
        }
        double[] x = IntStream.range(0, 2 * HISTOGRAM_BINS)
                .mapToDouble(i -> (i + 1) / 2 * width)
                .toArray();
        double[] y = IntStream.range(0, 2 * HISTOGRAM_BINS)
                .mapToDouble(i -> shares[i / 2])
                .toArray();
        chart.band(series, x, new double[x.length], y);
        chart.line(series, false, false, x, y);
        return Arrays.stream(shares).max().orElseThrow();
    }
}
