package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;

/** A data set in its parts: for training, for choosing the best epoch, and for the final test. Immutable. */
public final class ImageData {

    private final String name;
    private final ImageSet training;
    private final ImageSet validation;
    private final ImageSet test;

    /**
     * Data in parts that share their classes.
     *
     * @param name what to call it in reports
     * @param training images to train on
     * @param validation images to choose the best epoch by, or an empty set
     * @param test images to report results on
     * @throws IllegalArgumentException if the classes differ
     */
    public ImageData(String name, ImageSet training, ImageSet validation, ImageSet test) {
        for (ImageSet part : new ImageSet[] {validation, test}) {
            if (!part.classNames().equals(training.classNames())) {
                throw Require.invalid(
                        "classes of all parts", training.classNames().toString(), part.classNames());
            }
        }
        this.name = name;
        this.training = training;
        this.validation = validation;
        this.test = test;
    }

    /**
     * What the data is called.
     *
     * @return a name for reports
     */
    public String name() {
        return name;
    }

    /**
     * The images to train on.
     *
     * @return the training set
     */
    public ImageSet training() {
        return training;
    }

    /**
     * The images to choose the best epoch by.
     *
     * @return the validation set, empty unless one was split off
     */
    public ImageSet validation() {
        return validation;
    }

    /**
     * The images to report results on.
     *
     * @return the test set
     */
    public ImageSet test() {
        return test;
    }

    /**
     * The same data with fewer training images.
     *
     * @param limit how many training images at most
     * @param seed the same seed chooses the same images
     * @return new data
     * @throws IllegalArgumentException as {@link ImageSet#stratified}
     */
    public ImageData withTrainingLimit(int limit, long seed) {
        return new ImageData(name, training.stratified(limit, seed), validation, test);
    }

    /**
     * The same data with fewer test images.
     *
     * @param limit how many test images at most
     * @param seed the same seed chooses the same images
     * @return new data
     * @throws IllegalArgumentException as {@link ImageSet#stratified}
     */
    public ImageData withTestLimit(int limit, long seed) {
        return new ImageData(name, training, validation, test.stratified(limit, seed));
    }

    /**
     * The same data with a part of the training images set aside for validation.
     *
     * @param share part of the training images, in [0, 1)
     * @param seed the same seed chooses the same images
     * @return new data, whose validation set replaces the present one
     * @throws IllegalArgumentException as {@link ImageSet#split}
     */
    public ImageData withValidation(double share, long seed) {
        ImageSet[] parts = training.split(share, seed);
        return new ImageData(name, parts[0], parts[1], test);
    }
}
