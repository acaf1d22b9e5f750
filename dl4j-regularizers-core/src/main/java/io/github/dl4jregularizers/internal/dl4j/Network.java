package io.github.dl4jregularizers.internal.dl4j;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** One view of {@code MultiLayerNetwork} and {@code ComputationGraph}, which share no type for these operations. */
public abstract class Network {

    Network() {}

    /**
     * Creates the exception of an object that predicts with a network of this JVM.
     *
     * @param owner which cannot be serialized
     * @return the exception
     */
    public static NotSerializableException notSerializable(Object owner) {
        return new NotSerializableException(
                owner.getClass().getName() + " predicts with a network: create it where the network is");
    }

    /**
     * Wraps a network.
     *
     * @param model a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @return the view
     * @throws IllegalArgumentException for another model, such as a layer in {@code pretrain()}
     */
    public static Network of(Model model) {
        return of("network", model);
    }

    /**
     * Wraps a network.
     *
     * @param name of the network in error messages
     * @param model a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @return the view
     * @throws IllegalArgumentException for another model
     */
    public static Network of(String name, Model model) {
        if (model instanceof MultiLayerNetwork) {
            return new SequentialNetwork((MultiLayerNetwork) model);
        }
        if (model instanceof ComputationGraph) {
            return new GraphNetwork((ComputationGraph) model);
        }
        throw Arguments.invalid(
                name,
                model instanceof Layer
                        ? "a MultiLayerNetwork or ComputationGraph (layerwise pretraining is not supported: add the"
                                + " listener after pretrain())"
                        : "a MultiLayerNetwork or ComputationGraph",
                model == null ? null : model.getClass());
    }

    /** Tests for a network; layerwise pretraining calls listeners with a layer. */
    public static boolean isNetwork(Model model) {
        return model instanceof MultiLayerNetwork || model instanceof ComputationGraph;
    }

    /** Returns the network. */
    public abstract Model model();

    /** Applies the function for the kind of configuration. */
    public abstract <R> R configuration(
            Function<MultiLayerConfiguration, R> ofSequence, Function<ComputationGraphConfiguration, R> ofGraph);

    /** Layers of a sequence or all vertices of a graph, by the prefix of their keys in {@code paramTable()}. */
    public abstract Map<String, Trainable> parts();

    /** All runtime layers. */
    public abstract List<Layer> layers();

    /** Returns the number of input arrays. */
    public abstract int inputs();

    public abstract BackpropType backpropType();

    /** Tests whether DL4J divides gradients by the batch size before the updater. */
    public abstract boolean dividesByMinibatch();

    public abstract int iteration();

    public abstract int epoch();

    public abstract void setCounts(int iteration, int epoch);

    /** Returns the network's own list of listeners, which DL4J may be iterating over. */
    public abstract List<TrainingListener> listeners();

    public abstract void setListeners(List<TrainingListener> listeners);

    /** The updater with its state; null if it is absent and shall not be created. */
    public abstract BaseMultiLayerUpdater<?> updater(boolean create);

    public abstract void setScore(double score);

    /** Returns the score of data with inference behavior of all layers. */
    public abstract double score(DataSet data);

    /** Returns the names of a graph's outputs, in order; a sequence has one output without a name. */
    public abstract List<String> outputNames();

    /**
     * Computes the activations of all outputs with inference behavior.
     *
     * @param features one array per input
     * @param masks of the features; null for none
     * @param labelMasks one per output; null for none
     * @return one array per output
     */
    public abstract INDArray[] output(INDArray[] features, INDArray[] masks, INDArray[] labelMasks);

    /** Initializes a network of the same configuration, with the given parameter array. */
    abstract Model copy(INDArray parameters);

    /** Copies the network with parameters of another floating-point type. */
    public abstract Model converted(DataType type);

    /** Returns the features of the current minibatch, one array per input. */
    public abstract INDArray[] features();

    /** Returns the masks of the features of the current minibatch, one per input; null for none. */
    public abstract INDArray[] featuresMasks();

    /** Replaces the labels of the current minibatch, one array per output, for the rest of the step. */
    public abstract void setLabels(INDArray[] labels);

    /** Repeats the forward and backward pass of the current minibatch, with its masks. */
    public abstract void repeatPass();

    /**
     * Runs a forward and backward pass in training mode without update. Gradients are in {@code gradient()}, not
     * divided by the batch size. With truncated backpropagation the stored state is cleared first, and the sequence is
     * passed as a whole.
     *
     * @param features of a batch
     * @param labels of the batch
     * @param featuresMask null for none
     * @param labelsMask null for none
     */
    public final void pass(INDArray features, INDArray labels, INDArray featuresMask, INDArray labelsMask) {
        pass(array(features), array(labels), array(featuresMask), array(labelsMask));
    }

    private static INDArray[] array(INDArray single) {
        return single == null ? null : new INDArray[] {single};
    }

    /**
     * Computes the gradients of a batch of several inputs and outputs, as {@link #pass(INDArray, INDArray, INDArray,
     * INDArray)}.
     *
     * @param features one array per input
     * @param labels one array per output
     * @param featuresMasks one per input; null for none
     * @param labelsMasks one per output; null for none
     */
    public abstract void pass(INDArray[] features, INDArray[] labels, INDArray[] featuresMasks, INDArray[] labelsMasks);

    /** Allocates the flat gradients that a pass writes into, unless they are there. */
    public abstract void initializeGradients();

    /**
     * Sets the current batch without a pass, so that {@code batchSize()} is that of the labels.
     *
     * @param features of a batch; null to clear
     * @param labels of the batch; null to clear
     */
    public abstract void setBatch(INDArray features, INDArray labels);

    /**
     * Runs updaters and regularization on the gradients of the last pass, subtracts the result from the parameters, and
     * applies constraints: the rest of a training step.
     *
     * @param batchSize by which DL4J divides the gradients
     */
    public abstract void update(int batchSize);
}
