package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The dense output layer of a network of one output, and the activations below it. */
final class LastLayer {

    private final Model network;
    private final Layer layer;
    private final OutputLayer conf;
    private final OutputLayout layout;

    private LastLayer(Model network, Layer layer, OutputLayout layout) {
        this.network = network;
        this.layer = layer;
        this.conf = (OutputLayer) RunningConfiguration.of(layer);
        this.layout = layout;
    }

    /** Refuses networks of several outputs and other output layers. */
    static LastLayer of(Model network) {
        List<OutputLayout> layouts = OutputLayout.of(Arguments.required("network", network));
        if (layouts.size() != 1) {
            throw Arguments.invalid("number of outputs of the network", "1", layouts.size());
        }
        Layer layer = network instanceof MultiLayerNetwork
                ? ((MultiLayerNetwork) network).getOutputLayer()
                : ((ComputationGraph) network).getOutputLayer(0);
        Class<?> type = RunningConfiguration.of(layer).getClass();
        if (type != OutputLayer.class) {
            throw Arguments.invalid(
                    "output layer",
                    "DL4J's OutputLayer, a dense layer of examples without time steps or pixels",
                    type.getName());
        }
        return new LastLayer(network, layer, layouts.get(0));
    }

    Model network() {
        return network;
    }

    OutputLayout layout() {
        return layout;
    }

    OutputKind kind() {
        return layout.kind();
    }

    int inputs() {
        return (int) conf.getNIn();
    }

    int outputs() {
        return (int) conf.getNOut();
    }

    boolean hasBias() {
        return conf.hasBias();
    }

    INDArray weights() {
        return layer.getParam(DefaultParamInitializer.WEIGHT_KEY).castTo(DataType.DOUBLE);
    }

    INDArray bias() {
        return hasBias()
                ? layer.getParam(DefaultParamInitializer.BIAS_KEY)
                        .castTo(DataType.DOUBLE)
                        .reshape(outputs())
                : Nd4j.zeros(DataType.DOUBLE, outputs());
    }

    /** The inputs of the layer at inference, in double precision: [batch, inputs]. */
    INDArray inputsOf(DataSet batch) {
        INDArray mask = batch.getFeaturesMaskArray();
        return inputsOf(new INDArray[] {batch.getFeatures()}, mask == null ? null : new INDArray[] {mask});
    }

    /** The inputs of the layer at inference, in double precision: [batch, inputs]. */
    INDArray inputsOf(INDArray[] features, INDArray[] masks) {
        int count = Network.of(network).inputs();
        Arguments.oneForEachInput("features", features, count);
        if (masks != null) {
            Arguments.oneForEachInput("masks", masks, count);
        }
        INDArray below = network instanceof MultiLayerNetwork
                ? ofSequence((MultiLayerNetwork) network, features[0], masks == null ? null : masks[0])
                : ofGraph((ComputationGraph) network, features, masks);
        return below.castTo(DataType.DOUBLE);
    }

    private static INDArray ofSequence(MultiLayerNetwork sequence, INDArray features, INDArray mask) {
        List<INDArray> activations = sequence.feedForward(features, mask, null);
        sequence.clear();
        INDArray below = activations.get(activations.size() - 2);
        InputPreProcessor shape = sequence.getLayerWiseConfigurations().getInputPreProcess(sequence.getnLayers() - 1);
        return shaped(below, shape, features);
    }

    private static INDArray ofGraph(ComputationGraph graph, INDArray[] features, INDArray[] masks) {
        String output = graph.getConfiguration().getNetworkOutputs().get(0);
        String below = graph.getConfiguration().getVertexInputs().get(output).get(0);
        graph.setLayerMaskArrays(masks, null);
        INDArray activations = graph.feedForward(features, false).get(below);
        graph.clear();
        graph.clearLayerMaskArrays();
        GraphVertex vertex = graph.getVertex(output);
        InputPreProcessor shape = ((LayerVertex) vertex).getLayerPreProcessor();
        return shaped(activations, shape, features[0]);
    }

    private static INDArray shaped(INDArray below, InputPreProcessor shape, INDArray features) {
        return shape == null
                ? below
                : shape.preProcess(below, (int) features.size(0), LayerWorkspaceMgr.noWorkspaces());
    }

    /** The outputs for given pre-activations, which are overwritten. */
    INDArray activation(INDArray preActivations) {
        return conf.getActivationFn().getActivation(preActivations, false);
    }
}
