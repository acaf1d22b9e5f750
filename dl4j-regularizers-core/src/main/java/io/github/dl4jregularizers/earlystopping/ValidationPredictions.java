package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Predictions of one output of a network in inference mode, with the output axis behind the examples. */
final class ValidationPredictions {

    private final Network network;
    private final int output;
    private final OutputLayout layout;

    /**
     * Predictions of an output.
     *
     * @param network a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @param name the output of a graph; null for the only one
     * @throws IllegalArgumentException if the network has no such output, or several and no name is given
     */
    ValidationPredictions(Model network, String name) {
        this.network = Network.of(network);
        this.output = index(this.network.outputNames(), name);
        this.layout = OutputLayout.of(network).get(output);
    }

    private static int index(List<String> outputs, String name) {
        if (outputs.isEmpty()) {
            if (name != null) {
                throw Arguments.invalid("output", "left out for a MultiLayerNetwork", name);
            }
            return 0;
        }
        if (name == null && outputs.size() == 1) {
            return 0;
        }
        if (!outputs.contains(name)) {
            throw Arguments.invalid("output of the graph (ValidationScore.output)", "one of " + outputs, name);
        }
        return outputs.indexOf(name);
    }

    /**
     * Returns the labels, predictions and mask of a batch. A sequence without a label mask has the mask of its
     * features.
     */
    ValidationBatch of(MultiDataSet batch) {
        INDArray[] features = batch.getFeatures();
        INDArray[] featureMasks = batch.getFeaturesMaskArrays();
        INDArray[] labels = batch.getLabels();
        INDArray[] labelMasks = batch.getLabelsMaskArrays();
        if (features.length != network.inputs()) {
            throw Arguments.invalid(
                    "number of feature arrays in data",
                    "that of the network's inputs, " + network.inputs(),
                    features.length);
        }
        if (labels.length <= output || network.outputNames().isEmpty() && labels.length != 1) {
            throw Arguments.invalid(
                    "number of label arrays in data",
                    network.outputNames().isEmpty() ? "1 for a MultiLayerNetwork" : "> " + output,
                    labels.length);
        }
        INDArray predictions = network.output(features, featureMasks, labelMasks)[output];
        INDArray mask = at(labelMasks, output);
        if (mask == null && features.length == 1 && isMaskOfSteps(at(featureMasks, 0), predictions)) {
            mask = at(featureMasks, 0);
        }
        return new ValidationBatch(
                outputsSecond(labels[output], predictions.rank()),
                outputsSecond(predictions, predictions.rank()),
                mask);
    }

    private boolean isMaskOfSteps(INDArray mask, INDArray predictions) {
        return mask != null
                && predictions.rank() == 3
                && mask.rank() == 2
                && mask.size(1) == outputsSecond(predictions, 3).size(2);
    }

    private static INDArray at(INDArray[] arrays, int index) {
        return arrays == null ? null : arrays[index];
    }

    /** Class indices, which have no output axis, are not changed. */
    private INDArray outputsSecond(INDArray array, int rank) {
        int axis = layout.classAxis(rank);
        if (axis == 1 || array.rank() != rank) {
            return array;
        }
        return rank == 3
                ? array.permute(0, 2, 1)
                : rank == 4 ? array.permute(0, 3, 1, 2) : array.permute(0, 4, 1, 2, 3);
    }
}
