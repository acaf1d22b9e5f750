package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
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
 * The gradient of a network's training loss with respect to its features. A second network over the same parameter
 * array computes it. Gradients, updater, counts and listeners of the first network do not change. Running statistics of
 * BatchNorm do not change either, because only an updater moves them.
 */
final class InputGradient {

    private final Network network;
    /** A second network with the same parameters and a tap at the input. */
    private final Network tapped;

    private INDArray sum;

    InputGradient(Model network) {
        this.network = Network.of(network);
        tapped = Network.of(this.network.configuration(
                conf -> (Model) view(conf.clone(), network.params()), conf -> view(conf.clone(), network.params())));
    }

    private MultiLayerNetwork view(MultiLayerConfiguration conf, INDArray parameters) {
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        conf.getInputPreProcessors().put(0, new EpsilonTap(conf.getInputPreProcess(0), this));
        MultiLayerNetwork view = new MultiLayerNetwork(conf);
        view.init(parameters, false);
        return view;
    }

    private ComputationGraph view(ComputationGraphConfiguration conf, INDArray parameters) {
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
                LayerVertex observed =
                        new LayerVertex(layer.getLayerConf(), new EpsilonTap(layer.getPreProcessor(), this));
                observed.setOutputVertex(layer.isOutputVertex());
                conf.getVertices().put(entry.getKey(), observed);
            }
        }
        ComputationGraph view = new ComputationGraph(conf);
        view.init(parameters, false);
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
        tapped.setCounts(network.iteration(), network.epoch());
        tapped.pass(features, labels, featuresMask, labelsMask);
        if (sum == null) {
            throw new IllegalStateException(
                    "The features have no gradient: the network's first layer is frozen, or takes indices");
        }
        return sum;
    }
}
