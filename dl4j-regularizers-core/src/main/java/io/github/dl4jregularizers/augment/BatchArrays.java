package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** All arrays of a batch of several inputs and outputs. Masks may be null, and each of them too. */
final class BatchArrays {

    final INDArray[] features;
    final INDArray[] labels;
    final INDArray[] featuresMasks;
    final INDArray[] labelsMasks;

    private BatchArrays(INDArray[] features, INDArray[] labels, INDArray[] featuresMasks, INDArray[] labelsMasks) {
        this.features = features;
        this.labels = labels;
        this.featuresMasks = featuresMasks;
        this.labelsMasks = labelsMasks;
    }

    static BatchArrays of(MultiDataSet data) {
        return new BatchArrays(
                Arguments.required("features", data.getFeatures()),
                Arguments.required("labels", data.getLabels()),
                data.getFeaturesMaskArrays(),
                data.getLabelsMaskArrays());
    }

    static BatchArrays of(Batch batch) {
        return new BatchArrays(
                new INDArray[] {batch.features},
                new INDArray[] {Arguments.required("labels", batch.labels)},
                batch.featuresMask == null ? null : new INDArray[] {batch.featuresMask},
                batch.labelsMask == null ? null : new INDArray[] {batch.labelsMask});
    }

    int size() {
        return Math.toIntExact(features[0].size(0));
    }

    /** Returns the batch with other features. */
    BatchArrays with(INDArray... other) {
        return new BatchArrays(other, labels, featuresMasks, labelsMasks);
    }

    /** Returns this batch with the examples of another, of the same labels and masks, behind its own. */
    BatchArrays followedBy(BatchArrays other) {
        return new BatchArrays(
                joined(features, other.features),
                joined(labels, other.labels),
                joined(featuresMasks, other.featuresMasks),
                joined(labelsMasks, other.labelsMasks));
    }

    private static INDArray[] joined(INDArray[] first, INDArray... second) {
        if (first == null) {
            return null;
        }
        INDArray[] joined = new INDArray[first.length];
        Arrays.setAll(joined, i -> first[i] == null ? null : Nd4j.concat(0, first[i], second[i]));
        return joined;
    }

    void writeTo(MultiDataSet data) {
        data.setFeatures(features);
        data.setLabels(labels);
        data.setFeaturesMaskArrays(featuresMasks);
        data.setLabelsMaskArray(labelsMasks);
    }

    void writeTo(Batch batch) {
        batch.setFeatures(features[0]);
        batch.setLabels(labels[0]);
        batch.setFeaturesMask(featuresMasks == null ? null : featuresMasks[0]);
        batch.setLabelsMask(labelsMasks == null ? null : labelsMasks[0]);
    }
}
