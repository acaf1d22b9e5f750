package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.examples.data.ImageSet;

/** Which images serve for what; no image for two things, so that guarantees hold. Immutable. */
public final class AssessmentImages {

    private final ImageSet forTemperature;
    private final ImageSet forPredictionSets;
    private final ImageSet test;
    private final ImageSet unfamiliar;

    /**
     * Images for everything.
     *
     * @param heldOut images that were not trained on: half of them for the temperature, half for the prediction sets
     * @param test images to report results on
     * @param unfamiliar images of none of the classes
     * @param seed the same seed divides the held-out images in the same way
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
