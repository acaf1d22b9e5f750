package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;

/** A data set in three parts: training, validation and test. Immutable. */
public final class ImageData {

    private final String name;
    private final ImageSet training;
    private final ImageSet validation;
    private final ImageSet test;

    /**
     * Parts with the same classes.
     *
     * @param name name in reports
     * @param training training images
     * @param validation images that choose the best epoch, or an empty set
     * @param test images for the reported results
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
     * Returns the name.
     *
     * @return a name for reports
     */
    public String name() {
        return name;
    }

    /**
     * Returns the training images.
     *
     * @return the training set
     */
    public ImageSet training() {
        return training;
    }

    /**
     * Returns the images that choose the best epoch.
     *
     * @return the validation set, empty unless one was split off
     */
    public ImageSet validation() {
        return validation;
    }

    /**
     * Returns the images for the reported results.
     *
     * @return the test set
     */
    public ImageSet test() {
        return test;
    }

    /**
     * Limits the training images.
     *
     * @param limit largest number of training images
     * @param seed seed of the choice
     * @return new data
     * @throws IllegalArgumentException as {@link ImageSet#stratified}
     */
    public ImageData withTrainingLimit(int limit, long seed) {
        return new ImageData(name, training.stratified(limit, seed), validation, test);
    }

    /**
     * Limits the test images.
     *
     * @param limit largest number of test images
     * @param seed seed of the choice
     * @return new data
     * @throws IllegalArgumentException as {@link ImageSet#stratified}
     */
    public ImageData withTestLimit(int limit, long seed) {
        return new ImageData(name, training, validation, test.stratified(limit, seed));
    }

    /**
     * Splits a validation set off the training images.
     *
     * @param share fraction of the training images, in [0, 1)
     * @param seed seed of the choice
     * @return new data with another validation set
     * @throws IllegalArgumentException as {@link ImageSet#split}
     */
    public ImageData withValidation(double share, long seed) {
        ImageSet[] parts = training.split(share, seed);
        return new ImageData(name, parts[0], parts[1], test);
    }
}
