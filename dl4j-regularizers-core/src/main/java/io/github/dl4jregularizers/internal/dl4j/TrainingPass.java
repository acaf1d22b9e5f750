package io.github.dl4jregularizers.internal.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward and backward pass in training mode without an update, for both kinds of network. */
public final class TrainingPass {

    private TrainingPass() {}

    /**
     * Computes a network's gradients, which then are in {@code network.gradient()}; not divided by the batch size. With
     * truncated backpropagation the state that DL4J keeps between parts of a sequence starts anew, so that the sequence is
     * passed as a whole.
     *
     * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one output
     * @param features of a batch
     * @param labels of the batch
     * @param featuresMask null for none
     * @param labelsMask null for none
     */
    public static void run(
            Model network, INDArray features, INDArray labels, INDArray featuresMask, INDArray labelsMask) {
        if (network instanceof MultiLayerNetwork) {
            MultiLayerNetwork stack = (MultiLayerNetwork) network;
            if (stack.getLayerWiseConfigurations().getBackpropType() == BackpropType.TruncatedBPTT) {
                stack.rnnClearPreviousState();
            }
            stack.setInput(features);
            stack.setLabels(labels);
            stack.setLayerMaskArrays(featuresMask, labelsMask);
            stack.computeGradientAndScore();
            stack.clear();
            stack.clearLayerMaskArrays();
        } else {
            ComputationGraph graph = (ComputationGraph) network;
            if (graph.getConfiguration().getBackpropType() == BackpropType.TruncatedBPTT) {
                graph.rnnClearPreviousState();
            }
            graph.setInputs(features);
            graph.setLabels(labels);
            graph.setLayerMaskArrays(array(featuresMask), array(labelsMask));
            graph.computeGradientAndScore();
            graph.clear();
            graph.clearLayerMaskArrays();
        }
    }

    private static INDArray[] array(INDArray mask) {
        return mask == null ? null : new INDArray[] {mask};
    }
}
