package io.github.dl4jregularizers.semisupervised;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.OutputLoss;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The requirements on a network that trains with weighted rows. */
final class TrainedLoss {

    private TrainedLoss() {}

    /** Refuses a network whose loss cannot be weighted per row. */
    static void require(Network network, int losses) {
        if (network.inputs() != 1 || network.outputNames().size() > 1) {
            throw Arguments.invalid(
                    "network",
                    "of one input and one output",
                    "of " + network.inputs() + " and " + network.outputNames().size());
        }
        if (!network.dividesByMinibatch()) {
            throw Arguments.invalid("miniBatch of the network", "true, so that gradients are means", false);
        }
        List<Layer> withLoss = network.configuration(LayerTree::of, LayerTree::of).nodes().stream()
                .map(LayerNode::layer)
                .flatMap(layer -> layer.stream())
                .filter(layer -> OutputLoss.of(layer).isPresent())
                .collect(Collectors.toList());
        if (withLoss.size() != 1 || OutputLoss.requiresLabelsOfOutputShape(withLoss.get(0))) {
            throw Arguments.invalid(
                    "layers with a loss function",
                    "one OutputLayer, LossLayer, RnnOutputLayer or RnnLossLayer",
                    withLoss.stream()
                            .map(layer -> layer.getClass().getSimpleName())
                            .collect(Collectors.toList()));
        }
        ILossFunction loss = OutputLoss.of(withLoss.get(0)).orElseThrow();
        ILossFunction inside = loss instanceof FloodedLoss ? ((FloodedLoss) loss).loss() : loss;
        if (!(inside instanceof SampleWeightedLoss)
                || ((SampleWeightedLoss) inside).losses().size() != losses) {
            throw Arguments.invalid(
                    "loss of the network",
                    losses == 1
                            ? "a SampleWeightedLoss of one loss, such as new SampleWeightedLoss(new"
                                    + " LabelSmoothingLoss(0))"
                            : "a SampleWeightedLoss of two losses, for labels and for consistency, such as new"
                                    + " SampleWeightedLoss(new LabelSmoothingLoss(0), new LossMSE())",
                    loss);
        }
    }
}
