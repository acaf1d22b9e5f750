package io.github.dl4jregularizers.augment;

/** A change of one image, with all its draws made. Images are arrays in the order of their {@link ImageShape}. */
interface Change {

    /**
     * Changes an image.
     *
     * @param image left as it is
     * @param out receives the whole changed image; another array than image
     */
    void apply(double[] image, double[] out);

    /**
     * Returns the same move of pixels for a label or mask that is an image. Pixels from outside the image are 0.
     *
     * @param labels shape of the label of one image
     * @return a copy of the label, for changes that leave pixels in place
     */
    default Change ofLabels(ImageShape labels) {
        return none(labels);
    }

    /**
     * No change.
     *
     * @param shape of the image
     * @return copies the image
     */
    static Change none(ImageShape shape) {
        return (image, out) -> System.arraycopy(image, 0, out, 0, shape.length());
    }
}
