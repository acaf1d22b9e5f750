package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.GraphConfigurations;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.Arrays;
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
    /** A second network with the same parameters and a tap at each chosen input. */
    private final Network tapped;
    /** The gradient of each input; null for those without a tap. */
    private final INDArray[] sums;

    /**
     * Creates the gradient with respect to some inputs.
     *
     * @param network initialized
     * @param inputs indices of the inputs
     */
    InputGradient(Model network, int... inputs) {
        this.network = Network.of(network);
        sums = new INDArray[this.network.inputs()];
        for (int input : inputs) {
            if (input >= sums.length) {
                throw Arguments.invalid("input to move", "below " + sums.length + ", the number of inputs", input);
            }
        }
        tapped = Network.of(this.network.configuration(
                conf -> (Model) view(conf.clone(), network.params()),
                conf -> view(GraphConfigurations.copy(conf), network.params(), inputs)));
    }

    private MultiLayerNetwork view(MultiLayerConfiguration conf, INDArray parameters) {
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        conf.getInputPreProcessors().put(0, new EpsilonTap(conf.getInputPreProcess(0), this, 0));
        MultiLayerNetwork view = new MultiLayerNetwork(conf);
        view.init(parameters, false);
        return view;
    }

    private ComputationGraph view(ComputationGraphConfiguration conf, INDArray parameters, int... inputs) {
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        for (int input : inputs) {
            observe(conf, input);
        }
        ComputationGraph view = new ComputationGraph(conf);
        view.init(parameters, false);
        return view;
    }

    private void observe(ComputationGraphConfiguration conf, int index) {
        String input = conf.getNetworkInputs().get(index);
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
                        new LayerVertex(layer.getLayerConf(), new EpsilonTap(layer.getPreProcessor(), this, index));
                observed.setOutputVertex(layer.isOutputVertex());
                conf.getVertices().put(entry.getKey(), observed);
            }
        }
    }

    void add(int input, INDArray epsilon) {
        if (epsilon != null) {
            sums[input] = sums[input] == null ? epsilon.dup() : sums[input].addi(epsilon);
        }
    }

    /**
     * Computes the gradients in training mode, with batch statistics and new draws of noise.
     *
     * @param batch arrays of all inputs and outputs
     * @return one gradient per input; null for those without a tap
     */
    INDArray[] at(BatchArrays batch) {
        Arguments.oneForEachInput("features", batch.features, sums.length);
        Arrays.fill(sums, null);
        tapped.setCounts(network.iteration(), network.epoch());
        tapped.pass(batch.features, batch.labels, batch.featuresMasks, batch.labelsMasks);
        return sums.clone();
    }
}
