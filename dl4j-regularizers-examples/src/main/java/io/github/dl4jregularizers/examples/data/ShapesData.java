package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Generates images of simple bright shapes on a darker ground, in ten classes. Everything but the outline is random:
 * position, size, angle, stretch, colors, background, strokes, noise. Needs no download and no files. A small network
 * memorizes a small training set, which regularization prevents.
 *
 * <p>Image i has class i modulo 10 and is keyed by seed, i and part of the set. It is the same in every JVM and
 * thread. A larger set starts with the images of a smaller one.
 */
public final class ShapesData {

    private static final Shape[] SHAPES = Shape.values();
    private static final long TRAINING = 0;
    private static final long TEST = 1;
    private static final long HELD_OUT = 2;

    private ShapesData() {}

    /**
     * Generates a training set and a test set.
     *
     * @param training number of training images, at least 1
     * @param test number of test images, at least 1
     * @param seed seed of the images
     * @return both sets; validation is empty
     * @throws IllegalArgumentException if a number is below 1
     */
    public static ImageData generate(int training, int test, long seed) {
        Require.atLeast("number of training images", training, 1);
        Require.atLeast("number of test images", test, 1);
        return new ImageData("shapes", draw(training, seed, TRAINING), draw(0, seed, TRAINING), draw(test, seed, TEST));
    }

    /**
     * Generates images that are in neither set of {@link #generate}, for calibration.
     *
     * @param count number of images, at least 1
     * @param seed seed of the sets
     * @return the images
     * @throws IllegalArgumentException if count is below 1
     */
    public static ImageSet heldOut(int count, long seed) {
        return draw(Require.atLeast("number of held-out images", count, 1), seed, HELD_OUT);
    }

    private static ImageSet draw(int count, long seed, long part) {
        byte[] pixels = new byte[Math.multiplyExact(count, ImageSet.IMAGE)];
        IntStream.range(0, count).parallel().forEach(i -> new ShapePainter(RandomStreams.of(seed, part, i))
                .paint(SHAPES[i % SHAPES.length], pixels, i * ImageSet.IMAGE));
        int[] labels = IntStream.range(0, count).map(i -> i % SHAPES.length).toArray();
        List<String> names = Arrays.stream(SHAPES).map(Shape::title).collect(Collectors.toList());
        return ImageSet.takingOver(pixels, labels, names);
    }
}
