package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.dl4j.ListenerPlacement;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Refuses, before a distributed training starts, regularization that its training master loses.
 *
 * <p>{@code SharedTrainingMaster} sends encoded updates. It loses constraints, and a third of a decoupled decay
 * remains. It swallows exceptions of its executors. {@code ParameterAveragingTrainingMaster} drops the network's
 * listeners and averages the zeros of proximal penalties away. {@link RegularizedTrainingMaster} supports all of
 * these.
 */
public final class SparkRequirements {

    private SparkRequirements() {}

    /**
     * Checks a network that is about to be trained.
     *
     * @param network with its listeners
     * @param master trains the network
     * @throws IllegalArgumentException if the training master loses a part of the regularization; the message names
     *     every layer and part
     */
    public static void check(Model network, TrainingMaster<?, ?> master) {
        Arguments.required("master", master);
        Network view = Network.of(network);
        if (master instanceof RegularizedTrainingMaster) {
            ListenerPlacement.of(network);
            return;
        }
        boolean averages = master instanceof ParameterAveragingTrainingMaster;
        Set<String> lost = new LinkedHashSet<>();
        view.listeners().forEach(listener -> lost.add("listener " + listener));
        for (LayerNode node : view.configuration(LayerTree::of, LayerTree::of).nodes()) {
            if (!node.isFrozen()) {
                regularization(node)
                        .filter(one -> isLost(one, averages))
                        .forEach(one -> lost.add(one + " of layer " + node.layerName()));
                constraints(node)
                        .filter(one -> !averages)
                        .forEach(one -> lost.add(one + " of layer " + node.layerName()));
            }
        }
        if (!lost.isEmpty()) {
            throw Arguments.invalid(
                    "training master",
                    "a RegularizedTrainingMaster, because " + master.getClass().getSimpleName() + " loses " + lost,
                    master.getClass().getName());
        }
    }

    /**
     * Creates DL4J's trainer of a network after {@link #check}, for any training master. Use it in place of the
     * constructor of {@code SparkDl4jMultiLayer}.
     *
     * @param context of the application
     * @param network with its listeners
     * @param master trains the network
     * @return the trainer
     * @throws IllegalArgumentException if the training master loses a part of the regularization
     */
    public static SparkDl4jMultiLayer checked(
            JavaSparkContext context, MultiLayerNetwork network, TrainingMaster<?, ?> master) {
        check(network, master);
        return new SparkDl4jMultiLayer(Arguments.required("context", context), network, master);
    }

    /**
     * Creates DL4J's trainer of a graph after {@link #check}, for any training master. Use it in place of the
     * constructor of {@code SparkComputationGraph}.
     *
     * @param context of the application
     * @param graph with its listeners
     * @param master trains the graph
     * @return the trainer
     * @throws IllegalArgumentException if the training master loses a part of the regularization
     */
    public static SparkComputationGraph checked(
            JavaSparkContext context, ComputationGraph graph, TrainingMaster<?, ?> master) {
        check(graph, master);
        return new SparkComputationGraph(Arguments.required("context", context), graph, master);
    }

    private static Stream<Regularization> regularization(LayerNode node) {
        return TrainingSettings.of(node.config()).stream()
                .flatMap(settings ->
                        Stream.concat(settings.regularization().stream(), settings.regularizationBias().stream()));
    }

    private static boolean isLost(Regularization regularization, boolean averages) {
        if (averages) {
            return regularization instanceof SelectiveRegularization
                    && ((SelectiveRegularization) regularization).isProximal();
        }
        return !(regularization instanceof L1Regularization)
                && !(regularization instanceof L2Regularization)
                && regularization.applyStep() == Regularization.ApplyStep.POST_UPDATER;
    }

    private static Stream<LayerConstraint> constraints(LayerNode node) {
        return node.layer().map(Layer::getConstraints).stream().flatMap(list -> list.stream());
    }
}
