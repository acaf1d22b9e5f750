package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.io.Serializable;
import java.util.List;

/**
 * Labeled color images of 32x32 pixels. Immutable.
 *
 * <p>An image is 3072 bytes from 0 to 255, as in the CIFAR files: the red, green and blue plane, row by row.
 */
public final class ImageSet implements Serializable {

    /** Rows and columns of an image. */
    public static final int SIDE = 32;

    /** Red, green and blue. */
    public static final int CHANNELS = 3;

    /** Bytes of one color plane. */
    static final int PLANE = SIDE * SIDE;

    /** Bytes of one image. */
    static final int IMAGE = CHANNELS * PLANE;

    private final byte[] pixels;
    private final int[] labels;
    private final List<String> classNames;

    /**
     * Creates a set of images, possibly empty.
     *
     * @param pixels 3072 bytes per image; copied
     * @param labels one class index per image; copied
     * @param classNames name of every class, by index
     * @throws IllegalArgumentException if pixels and labels do not match, or a label is not the index of a class
     */
    public ImageSet(byte[] pixels, int[] labels, List<String> classNames) {
        this(List.copyOf(classNames), pixels.clone(), labels.clone());
    }

    private ImageSet(List<String> classNames, byte[] pixels, int[] labels) {
        if (pixels.length != (long) labels.length * IMAGE) {
            throw Require.invalid(
                    "pixels", IMAGE + " bytes for each of " + labels.length + " labels", pixels.length + " bytes");
        }
        for (int image = 0; image < labels.length; image++) {
            if (labels[image] < 0 || labels[image] >= classNames.size()) {
                throw Require.invalid(
                        "label of image " + image, "in [0, " + (classNames.size() - 1) + "]", labels[image]);
            }
        }
        this.pixels = pixels;
        this.labels = labels;
        this.classNames = classNames;
    }

    /**
     * Returns a set that owns the given arrays, for the readers and generators of this package, which save a copy.
     *
     * @param pixels 3072 bytes per image
     * @param labels one class index per image
     * @param classNames name of every class, by index
     * @return the set
     */
    static ImageSet takingOver(byte[] pixels, int[] labels, List<String> classNames) {
        return new ImageSet(List.copyOf(classNames), pixels, labels);
    }

    /**
     * Returns the number of images.
     *
     * @return 0 or more
     */
    public int size() {
        return labels.length;
    }

    /**
     * Returns the number of classes, including those without an image.
     *
     * @return number of classes
     */
    public int classes() {
        return classNames.size();
    }

    /**
     * Returns the names of the classes, by index.
     *
     * @return an immutable list
     */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * Returns the class of an image.
     *
     * @param image index of the image
     * @return index of the class
     */
    public int label(int image) {
        return labels[image];
    }

    /**
     * One pixel's intensity in one channel.
     *
     * @param image index of the image
     * @param channel 0 red, 1 green, 2 blue
     * @param row from the top
     * @param column from the left
     * @return 0 to 255
     */
    public int pixel(int image, int channel, int row, int column) {
        return pixels[image * IMAGE + channel * PLANE + row * SIDE + column] & 0xFF;
    }

    /**
     * Returns the pixels of all images, for this package. Must not be changed.
     *
     * @return 3072 bytes per image
     */
    byte[] pixels() {
        return pixels;
    }

    /**
     * Returns a subset in the given order.
     *
     * @param indices indices of the images
     * @return a new set with the same classes
     * @throws IllegalArgumentException if an index is not in the set
     */
    public ImageSet select(int[] indices) {
        byte[] selectedPixels = new byte[Math.multiplyExact(indices.length, IMAGE)];
        int[] selectedLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= size()) {
                throw Require.invalid("index", "in [0, " + (size() - 1) + "]", indices[i]);
            }
            System.arraycopy(pixels, indices[i] * IMAGE, selectedPixels, i * IMAGE, IMAGE);
            selectedLabels[i] = labels[indices[i]];
        }
        return new ImageSet(classNames, selectedPixels, selectedLabels);
    }

    /**
     * Returns a stratified random subset, in the present order.
     *
     * @param limit largest number of images
     * @param seed seed of the choice
     * @return limit images, or this set if it has no more
     * @throws IllegalArgumentException if limit is below the number of classes
     */
    public ImageSet stratified(int limit, long seed) {
        Require.atLeast("image limit (there are " + classes() + " classes)", limit, classes());
        return limit >= size()
                ? this
                : select(Stratification.of(labels, classes(), limit, seed).chosen());
    }

    /**
     * Returns the complement of {@link #stratified}.
     *
     * @param limit as there
     * @param seed as there
     * @return the other images, in the present order; empty if the set has no more than limit
     * @throws IllegalArgumentException if limit is below the number of classes
     */
    public ImageSet leftByStratified(int limit, long seed) {
        Require.atLeast("image limit (there are " + classes() + " classes)", limit, classes());
        return select(Stratification.of(labels, classes(), Math.min(limit, size()), seed)
                .rest());
    }

    /**
     * Returns a stratified random split.
     *
     * @param validationShare fraction of images for validation, in [0, 1)
     * @param seed seed of the split
     * @return the training set and the validation set, which is empty for share 0
     * @throws IllegalArgumentException if validationShare is outside [0, 1), or one of the parts would be empty
     */
    public ImageSet[] split(double validationShare, long seed) {
        Require.fraction("validation share", validationShare);
        int validation = (int) Math.round(validationShare * size());
        if (validationShare > 0 && (validation == 0 || validation == size())) {
            throw Require.invalid(
                    "validation share", "0 or enough for an image in both parts of " + size(), validationShare);
        }
        Stratification parts = Stratification.of(labels, classes(), validation, seed);
        return new ImageSet[] {select(parts.rest()), select(parts.chosen())};
    }
}
