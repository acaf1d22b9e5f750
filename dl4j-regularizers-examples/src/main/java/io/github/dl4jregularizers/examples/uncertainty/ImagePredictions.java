package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.examples.data.ImageSet;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Predictions of a network for some images. */
final class ImagePredictions {

    private final ImageSet images;
    private final INDArray onePass;
    private final INDArray sampleMean;
    private final INDArray mutualInformation;

    ImagePredictions(ImageSet images, INDArray onePass, INDArray sampleMean, INDArray mutualInformation) {
        this.images = images;
        this.onePass = onePass;
        this.sampleMean = sampleMean;
        this.mutualInformation = mutualInformation;
    }

    ImageSet images() {
        return images;
    }

    /** Returns the indices of the right classes. */
    INDArray labels() {
        return Nd4j.createFromArray(
                IntStream.range(0, images.size()).map(images::label).toArray());
    }

    /** Probabilities [images, classes]: the mean of the samples, or of one pass. */
    INDArray probabilities(boolean sampled) {
        return sampled ? sampleMean : onePass;
    }

    LabeledPredictions labeled(boolean sampled) {
        return LabeledPredictions.of(probabilities(sampled), labels());
    }

    /** In nats; null without samples. */
    INDArray mutualInformation() {
        return mutualInformation;
    }

    /** Of the probabilities, in nats. */
    INDArray entropy(boolean sampled) {
        double[] entropies = Arrays.stream(probabilities(sampled).toDoubleMatrix())
                .mapToDouble(row -> Arrays.stream(row)
                        .map(p -> p > 0 ? -p * Math.log(p) : 0)
                        .sum())
                .toArray();
        return Nd4j.createFromArray(entropies);
    }
}
