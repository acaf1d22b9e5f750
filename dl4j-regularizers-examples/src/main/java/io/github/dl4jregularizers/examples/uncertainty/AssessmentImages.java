package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.examples.data.ImageSet;

/** Assignment of the images to purposes. No image has two, so that guarantees hold. Immutable. */
public final class AssessmentImages {

    private final ImageSet forTemperature;
    private final ImageSet forPredictionSets;
    private final ImageSet test;
    private final ImageSet unfamiliar;

    /**
     * Assigns the images.
     *
     * @param heldOut images that were not trained on: half for the temperature, half for the prediction sets
     * @param test images for the reported results
     * @param unfamiliar out-of-distribution images
     * @param seed seed of the division of the held-out images
     * @throws IllegalArgumentException if there are fewer than two held-out images
     */
    public AssessmentImages(ImageSet heldOut, ImageSet test, ImageSet unfamiliar, long seed) {
        ImageSet[] halves = heldOut.split(0.5, seed);
        forTemperature = halves[0];
        forPredictionSets = halves[1];
        this.test = test;
        this.unfamiliar = unfamiliar;
    }

    ImageSet forTemperature() {
        return forTemperature;
    }

    ImageSet forPredictionSets() {
        return forPredictionSets;
    }

    ImageSet test() {
        return test;
    }

    ImageSet unfamiliar() {
        return unfamiliar;
    }
}
