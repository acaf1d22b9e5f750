package io.github.dl4jregularizers.examples.data;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small image sets for tests. */
final class Images {

    private Images() {}

    /** Random pixels. */
    static ImageSet random(int classes, int... labels) {
        byte[] pixels = new byte[labels.length * 3072];
        new Random(1).nextBytes(pixels);
        return new ImageSet(pixels, labels, names(classes));
    }

    /** Random pixels; image i is of class i modulo classes. */
    static ImageSet balanced(int classes, int size) {
        return random(classes, IntStream.range(0, size).map(i -> i % classes).toArray());
    }

    static List<String> names(int classes) {
        return IntStream.range(0, classes).mapToObj(i -> "class " + i).collect(Collectors.toList());
    }

    /** All pixels of one image, to recognize it by. */
    static List<Integer> pixels(ImageSet images, int image) {
        return IntStream.range(0, 3072)
                .mapToObj(i -> images.pixel(image, i / 1024, i / 32 % 32, i % 32))
                .collect(Collectors.toList());
    }

    /** How many images of each class there are. */
    static int[] counts(ImageSet images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }
}
