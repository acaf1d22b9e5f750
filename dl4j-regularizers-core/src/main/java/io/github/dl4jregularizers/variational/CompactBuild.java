package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.dl4j.GraphConfigurations;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Builds the smaller network of a plan. */
final class CompactBuild {

    private CompactBuild() {}

    static MultiLayerNetwork of(MultiLayerNetwork large, CompactPlan plan) {
        MultiLayerConfiguration conf = large.getLayerWiseConfigurations().clone();
        int index = -1; // the network's input comes first
        for (CompactStep step : plan.steps()) {
            if (step.conf != null) {
                set(conf.getConf(index), step);
                if (step.preProcessor != null) {
                    conf.getInputPreProcessors().put(index, step.smallerPreProcessor());
                }
            }
            index++;
        }
        MultiLayerNetwork small = new MultiLayerNetwork(conf);
        small.init();
        index = -1;
        for (CompactStep step : plan.steps()) {
            if (step.conf != null) {
                write(step, small.getLayer(index).paramTable());
            }
            index++;
        }
        return small;
    }

    static ComputationGraph of(ComputationGraph large, CompactPlan plan) {
        ComputationGraphConfiguration conf = GraphConfigurations.copy(large.getConfiguration());
        for (CompactStep step : plan.steps()) {
            if (step.conf != null) {
                LayerVertex vertex = (LayerVertex) conf.getVertices().get(step.name);
                set(vertex.getLayerConf(), step);
                vertex.setPreProcessor(step.smallerPreProcessor());
            }
        }
        ComputationGraph small = new ComputationGraph(conf);
        small.init();
        for (CompactStep step : plan.steps()) {
            if (step.conf != null) {
                write(step, small.getLayer(step.name).paramTable());
            }
        }
        return small;
    }

    private static void set(NeuralNetConfiguration conf, CompactStep step) {
        conf.setLayer(smaller(step));
        conf.clearVariables(); // of a layer with other parameters
    }

    /** The layer of the remaining size. */
    static Layer smaller(CompactStep step) {
        if (step.weights != null) {
            return step.weights.layer(inputs(step), step.aliveUnits());
        }
        if (step.branches != null) {
            return step.branches.smaller();
        }
        if (step.isFolded) {
            return new ActivationLayer.Builder()
                    .name(step.conf.getLayerName())
                    .activation(Activation.IDENTITY)
                    .build();
        }
        Layer layer = step.conf.clone();
        if (step.read != null && hasVectors(step)) {
            ((FeedForwardLayer) layer).setNIn(step.read.alive().length);
            ((FeedForwardLayer) layer).setNOut(step.read.alive().length);
        }
        return layer;
    }

    private static int[] inputs(CompactStep step) {
        return step.read == null ? IntStream.range(0, step.weights.inputs()).toArray() : step.read.alive();
    }

    /** Tests for a layer whose parameters are one number per feature. */
    private static boolean hasVectors(CompactStep step) {
        return step.conf instanceof BatchNormalization || step.conf instanceof L0Gates;
    }

    /**
     * Writes the remaining parameters.
     *
     * @param small the parameters of {@link #smaller}, by name within the layer
     */
    static void write(CompactStep step, Map<String, INDArray> small) {
        if (step.weights != null) {
            step.weights.write(small, inputs(step), step.aliveUnits());
            return;
        }
        if (step.branches != null) {
            step.branches.write(small);
            return;
        }
        if (step.isFolded) {
            return;
        }
        boolean isSmaller = step.read != null && hasVectors(step);
        step.parameters.forEach((name, value) -> {
            INDArray target = small.get(name);
            target.assign(
                    isSmaller
                            ? value.reshape(1, value.length())
                                    .getColumns(step.read.alive())
                                    .reshape(target.shape())
                            : value);
        });
    }
}
