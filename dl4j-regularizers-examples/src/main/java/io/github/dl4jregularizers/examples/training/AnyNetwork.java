package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.variational.Sparsity;
import java.util.Collection;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The common operations of DL4J's two kinds of network. */
final class AnyNetwork {

    private final Model model;
    /** The network if it is a {@code MultiLayerNetwork}, else null. */
    private final MultiLayerNetwork stack;
    /** The network if it is a {@code ComputationGraph}, else null. */
    private final ComputationGraph graph;

    AnyNetwork(Model model) {
        this.model = model;
        stack = model instanceof MultiLayerNetwork ? (MultiLayerNetwork) model : null;
        graph = model instanceof ComputationGraph ? (ComputationGraph) model : null;
        if (stack == null && graph == null) {
            throw Require.invalid(
                    "model",
                    "a MultiLayerNetwork or a ComputationGraph",
                    model == null ? null : model.getClass().getName());
        }
    }

    Model model() {
        return model;
    }

    String kind() {
        return model.getClass().getSimpleName();
    }

    void fit(DataSetIterator batches) {
        ((NeuralNetwork) model).fit(batches);
    }

    INDArray output(INDArray features) {
        return stack == null ? graph.outputSingle(false, features) : stack.output(features, false);
    }

    MonteCarloDropout monteCarloDropout() {
        return stack == null ? MonteCarloDropout.of(graph) : MonteCarloDropout.of(stack);
    }

    Sparsity sparsity() {
        return stack == null ? Sparsity.of(graph) : Sparsity.of(stack);
    }

    Collection<TrainingListener> listeners() {
        return stack == null ? graph.getListeners() : stack.getListeners();
    }

    /** Returns the configuration as JSON, including the iteration and epoch counts. */
    String configuration() {
        return stack == null
                ? graph.getConfiguration().toJson()
                : stack.getLayerWiseConfigurations().toJson();
    }

    /** Copies everything that training changes: parameters, updater state, iteration and epoch count. */
    void continueFrom(AnyNetwork saved) {
        model.setParams(saved.model.params());
        INDArray updaterState = ((NeuralNetwork) saved.model).updaterState();
        if (stack == null) {
            if (updaterState != null) {
                graph.getUpdater().setStateViewArray(updaterState);
            }
            graph.getConfiguration().setIterationCount(saved.graph.getIterationCount());
            graph.getConfiguration().setEpochCount(saved.graph.getEpochCount());
        } else {
            if (updaterState != null) {
                stack.getUpdater().setStateViewArray(stack, updaterState, false);
            }
            stack.setIterationCount(saved.stack.getIterationCount());
            stack.setEpochCount(saved.stack.getEpochCount());
        }
    }
}
