package io.github.dl4jregularizers.examples.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One quantity over the epochs: one color per recipe, solid on the test images and dashed on the training images. The
 * line is the mean over the seeds, the band one standard deviation.
 */
final class LearningCurves {

    private final SvgChart chart;

    LearningCurves(String title, String unit) {
        chart = new SvgChart(title, "epoch", unit);
    }

    /**
     * Adds the curves of one recipe.
     *
     * @param index index of the recipe, which sets the color
     * @param name name of the recipe
     * @param heldOut name of the held-out images
     * @param decimals digits of the values under the pointer
     * @param training one array per seed, epoch by epoch
     * @param test one array per seed, epoch by epoch
     * @return this
     */
    LearningCurves add(
            int index, String name, String heldOut, int decimals, List<double[]> training, List<double[]> test) {
        curve(index, true, name + ", training", decimals, training);
        curve(index, false, name + ", " + heldOut, decimals, test);
        return this;
    }

    private void curve(int index, boolean dashed, String name, int decimals, List<double[]> seeds) {
        // Early stopping ends seeds at different epochs; a mean over fewer seeds would jump.
        int epochs = seeds.stream().mapToInt(seed -> seed.length).min().orElse(0);
        double[] x = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
        Statistic[] y = IntStream.range(0, epochs)
                .mapToObj(epoch -> Statistic.of(
                        seeds.stream().mapToDouble(seed -> seed[epoch]).toArray()))
                .toArray(Statistic[]::new);
        if (seeds.size() > 1 && epochs > 1) {
            chart.band(index, x, values(y, -1), values(y, 1));
        }
        chart.line(index, dashed, epochs == 1, x, values(y, 0));
        for (int i = 0; i < epochs; i++) {
            chart.hover(x[i], y[i].mean(), name + ", epoch " + (i + 1) + ": " + y[i].format(decimals, false));
        }
    }

    /** Returns the means plus a multiple of the standard deviations. */
    private static double[] values(Statistic[] y, int deviations) {
        return Arrays.stream(y)
                .mapToDouble(at -> deviations == 0 ? at.mean() : at.mean() + deviations * at.standardDeviation())
                .toArray();
    }

    /**
     * Draws the chart.
     *
     * @param description text for screen readers
     * @return an inline svg element
     */
    String svg(String description) {
        return chart.svg(description);
    }
}
