package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.data.ImageSet;
import java.util.stream.IntStream;

/** A strip of images per class, as figures with embedded pixels. */
final class Samples {

    /** Largest number of classes shown. */
    static final int CLASSES = 20;

    private static final int PER_CLASS = 5;

    private Samples() {}

    /** Figures of the first classes, with the first images of each. */
    static String html(ImageSet images) {
        StringBuilder html = new StringBuilder();
        for (int label = 0; label < Math.min(CLASSES, images.classes()); label++) {
            int wanted = label;
            int[] chosen = IntStream.range(0, images.size())
                    .filter(image -> images.label(image) == wanted)
                    .limit(PER_CLASS)
                    .toArray();
            if (chosen.length > 0) {
                String name = images.classNames().get(label);
                html.append(Pictures.figure(
                        images, chosen, PER_CLASS, "Training images of the class " + name, Html.escape(name)));
            }
        }
        return html.toString();
    }
}
