package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.TrainingPass;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a network's training loss with respect to its features. A second network over the same parameter array
 * computes it. Gradients, updater, counts and listeners of the first network do not change. Running statistics of
 * BatchNorm do not change either, because only an updater moves them.
 */
final class InputGradient {

    private final Model network;
    /** The second network if it is a MultiLayerNetwork, else null. */
    private final MultiLayerNetwork stack;
    /** The second network if it is a ComputationGraph, else null. */
    private final ComputationGraph graph;

    private INDArray sum;

    InputGradient(Model network) {
        this.network = network;
        stack = network instanceof MultiLayerNetwork ? view((MultiLayerNetwork) network) : null;
        graph = network instanceof ComputationGraph ? view((ComputationGraph) network) : null;
        if (stack == null && graph == null) {
            throw Arguments.invalid("network", "a MultiLayerNetwork or a ComputationGraph", network);
        }
    }

    private MultiLayerNetwork view(MultiLayerNetwork original) {
        MultiLayerConfiguration conf = original.getLayerWiseConfigurations().clone();
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        conf.getInputPreProcessors().put(0, new EpsilonTap(conf.getInputPreProcess(0), this));
        MultiLayerNetwork view = new MultiLayerNetwork(conf);
        view.init(original.params(), false);
        return view;
    }

    private ComputationGraph view(ComputationGraph original) {
        ComputationGraphConfiguration conf = original.getConfiguration().clone();
        if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
            throw Arguments.invalid(
                    "network",
                    "of one input and one output",
                    conf.getNetworkInputs() + " to " + conf.getNetworkOutputs());
        }
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        String input = conf.getNetworkInputs().get(0);
        for (Map.Entry<String, List<String>> entry : conf.getVertexInputs().entrySet()) {
            if (entry.getValue().contains(input)) {
                GraphVertex vertex = conf.getVertices().get(entry.getKey());
                if (!(vertex instanceof LayerVertex)) {
                    throw Arguments.invalid(
                            "consumer of the network's input",
                            "a layer (put an ActivationLayer with identity before it)",
                            "vertex " + entry.getKey());
                }
                LayerVertex layer = (LayerVertex) vertex;
                LayerVertex tapped =
                        new LayerVertex(layer.getLayerConf(), new EpsilonTap(layer.getPreProcessor(), this));
                tapped.setOutputVertex(layer.isOutputVertex());
                conf.getVertices().put(entry.getKey(), tapped);
            }
        }
        ComputationGraph view = new ComputationGraph(conf);
        view.init(original.params(), false);
        return view;
    }

    void add(INDArray epsilon) {
        if (epsilon != null) {
            sum = sum == null ? epsilon.dup() : sum.addi(epsilon);
        }
    }

    /** Returns the gradient in training mode, with batch statistics and new draws of noise. */
    INDArray at(INDArray features, INDArray labels, INDArray featuresMask, INDArray labelsMask) {
        sum = null;
        if (stack != null) {
            MultiLayerNetwork original = (MultiLayerNetwork) network;
            stack.setIterationCount(original.getIterationCount());
            stack.setEpochCount(original.getEpochCount());
        } else {
            ComputationGraph original = (ComputationGraph) network;
            graph.getConfiguration().setIterationCount(original.getIterationCount());
            graph.getConfiguration().setEpochCount(original.getEpochCount());
        }
        TrainingPass.run(stack == null ? graph : stack, features, labels, featuresMask, labelsMask);
        if (sum == null) {
            throw new IllegalStateException(
                    "The features have no gradient: the network's first layer is frozen, or takes indices");
        }
        return sum;
    }
}
