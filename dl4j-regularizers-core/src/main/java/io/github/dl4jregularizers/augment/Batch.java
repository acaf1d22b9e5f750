package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The arrays of a DataSet or MultiDataSet. They are read and replaced, never written into. */
final class Batch {

    final INDArray features;
    final INDArray labels;
    final INDArray featuresMask;
    final INDArray labelsMask;
    /** Whether labels are left out on purpose. */
    final boolean withoutLabels;

    private final Consumer<INDArray> newFeatures;
    private final Consumer<INDArray> newLabels;
    private final Consumer<INDArray> newFeaturesMask;
    private final Consumer<INDArray> newLabelsMask;

    Batch(DataSet data) {
        withoutLabels = false;
        features = Arguments.required("features", data.getFeatures());
        labels = data.getLabels();
        featuresMask = data.getFeaturesMaskArray();
        labelsMask = data.getLabelsMaskArray();
        newFeatures = data::setFeatures;
        newLabels = data::setLabels;
        newFeaturesMask = data::setFeaturesMaskArray;
        newLabelsMask = data::setLabelsMaskArray;
    }

    Batch(MultiDataSet data) {
        withoutLabels = false;
        features = only("features arrays", data.getFeatures());
        labels = only("labels arrays", data.getLabels());
        featuresMask = only("features masks", data.getFeaturesMaskArrays());
        labelsMask = only("labels masks", data.getLabelsMaskArrays());
        newFeatures = array -> data.setFeatures(new INDArray[] {array});
        newLabels = array -> data.setLabels(new INDArray[] {array});
        newFeaturesMask = array -> data.setFeaturesMaskArrays(new INDArray[] {array});
        newLabelsMask = array -> data.setLabelsMaskArray(new INDArray[] {array});
        Arguments.required("features", features);
    }

    /**
     * One of the inputs and of the labels.
     *
     * @param data with several arrays
     * @param input index of the features
     * @param output index of the labels; negative for none
     */
    Batch(MultiDataSet data, int input, int output) {
        withoutLabels = output < 0;
        features = Arguments.required("features", at("input", data.getFeatures(), input));
        labels = withoutLabels ? null : at("labels", data.getLabels(), output);
        featuresMask = maskAt(data.getFeaturesMaskArrays(), input);
        labelsMask = withoutLabels ? null : maskAt(data.getLabelsMaskArrays(), output);
        newFeatures = array -> data.setFeatures(with(data.getFeatures(), input, array));
        newLabels = array -> data.setLabels(with(data.getLabels(), output, array));
        newFeaturesMask = array -> data.setFeaturesMaskArrays(with(data.getFeaturesMaskArrays(), input, array));
        newLabelsMask = array -> data.setLabelsMaskArray(with(data.getLabelsMaskArrays(), output, array));
    }

    private static INDArray at(String name, INDArray[] arrays, int index) {
        int count = arrays == null ? 0 : arrays.length;
        if (index >= count) {
            throw Arguments.invalid("index of " + name, "below " + count + ", the number in the batch", index);
        }
        return arrays[index];
    }

    private static INDArray maskAt(INDArray[] masks, int index) {
        return masks == null ? null : masks[index];
    }

    private static INDArray[] with(INDArray[] arrays, int index, INDArray array) {
        INDArray[] changed = arrays.clone();
        changed[index] = array;
        return changed;
    }

    private static INDArray only(String name, INDArray[] arrays) {
        if (arrays != null && arrays.length > 1) {
            throw Arguments.invalid("number of " + name, "at most 1", arrays.length);
        }
        return arrays == null || arrays.length == 0 ? null : arrays[0];
    }

    /** Refuses integers, such as indices of words. */
    void requireFloatingPointFeatures() {
        if (!features.dataType().isFPType()) {
            throw Arguments.invalid("features", "of a floating-point type", features.dataType());
        }
    }

    int size() {
        return Math.toIntExact(features.size(0));
    }

    void setFeatures(INDArray array) {
        newFeatures.accept(array);
    }

    void setLabels(INDArray array) {
        if (!withoutLabels) {
            newLabels.accept(array);
        }
    }

    void setFeaturesMask(INDArray array) {
        if (array != null) {
            newFeaturesMask.accept(array);
        }
    }

    void setLabelsMask(INDArray array) {
        if (array != null) {
            newLabelsMask.accept(array);
        }
    }
}
