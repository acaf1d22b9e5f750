package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Training images after augmentation, with their labels. */
public final class SeenImages {

    /** Number of images, each from another batch, because some draws are per batch. */
    private static final int COUNT = 8;

    private final String recipe;
    private final List<int[]> colors;
    private final List<String> labels;

    private SeenImages(String recipe, List<int[]> colors, List<String> labels) {
        this.recipe = recipe;
        this.colors = colors;
        this.labels = labels;
    }

    /**
     * Takes the first image of each of the first batches, which have two images here.
     *
     * @param recipe name of the recipe
     * @param batches of the training
     * @param statistics normalization of the images
     * @return the images
     */
    public static SeenImages of(String recipe, ImageBatches batches, ChannelStatistics statistics) {
        List<int[]> colors = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        while (colors.size() < COUNT && batches.hasNext()) {
            DataSet batch = batches.next(2);
            // Views for a consistency loss follow the two images: the last view shows the augmentation.
            long first = Math.max(0, batch.getFeatures().size(0) - 2);
            colors.add(statistics.colors(batch.getFeatures().slice(first)));
            labels.add(label(batch.getLabels().getRow(first), batches.getLabels()));
        }
        return new SeenImages(recipe, colors, labels);
    }

    /** Returns the classes with a positive share, the largest first. */
    private static String label(INDArray distribution, List<String> names) {
        double[] shares = distribution.toDoubleVector();
        return IntStream.range(0, names.size())
                .filter(i -> shares[i] >= 0.005)
                .boxed()
                .sorted((one, other) -> Double.compare(shares[other], shares[one]))
                .map(i -> shares[i] > 0.995
                        ? names.get(i)
                        : String.format(Locale.ROOT, "%s %.0f\u00a0%%", names.get(i), 100 * shares[i]))
                .collect(Collectors.joining(", "));
    }

    /** Returns a section of the page with one row per recipe; empty without recipes. */
    static String html(List<SeenImages> all) {
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>Augmented images</h2>\n<p class=\"soft\">Training images as each"
                + " recipe augments them, one per batch, with their labels in the loss.</p>\n");
        for (SeenImages seen : all) {
            html.append(Html.element("h3", seen.recipe)).append("\n<div class=\"seen\">\n");
            for (int i = 0; i < seen.colors.size(); i++) {
                html.append(Pictures.figure(
                        List.of(seen.colors.get(i)),
                        1,
                        "Training image, " + seen.recipe,
                        Html.escape(seen.labels.get(i))));
            }
            html.append("</div>\n");
        }
        return html.append("\n").toString();
    }
}
