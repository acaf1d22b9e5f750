package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A listener that averages a network's parameters. Listens to one network, of either kind; all of its parameters are
 * averaged, BatchNorm's running statistics too (torch's {@code AveragedModel} with {@code use_buffers=True}).
 */
public abstract class ParameterAverage extends KeptParameters {

    /** What evaluation with the average has put aside, else null. */
    private INDArray trained;

    /** Only for the averages of this package. */
    ParameterAverage() {}

    /**
     * Whether there is an average yet.
     *
     * @return false before the first update, and before averaging is to start
     */
    public final boolean isStarted() {
        return !kept().isEmpty();
    }

    /** Takes the network's present parameters into the average. */
    final void update(Model network, double weight) {
        if (trained != null) {
            throw new IllegalStateException("Training went on while the network had its averaged parameters: close what"
                    + " swapInto returned before fit");
        }
        INDArray parameters = parametersOf(network);
        if (kept().isEmpty()) {
            keep(parameters);
        } else {
            // average + weight (parameters - average), in place and for every type on every backend.
            kept().get(0).subi(parameters).muli(1 - weight).addi(parameters);
        }
        countTaken();
    }

    private INDArray average() {
        if (kept().isEmpty()) {
            throw new IllegalStateException(
                    "No average yet: " + getClass().getSimpleName()
                            + " has not seen an update. Add it to the network's listeners before fit, and start it early enough");
        }
        return kept().get(0);
    }

    /**
     * A network with the averaged parameters, independent of this average and of the given network; without listeners and
     * updater state.
     *
     * @param network the one that was listened to, for its configuration
     * @return a new network
     * @throws IllegalStateException if nothing was averaged yet
     * @throws IllegalArgumentException if the network is another one than was listened to
     */
    public final MultiLayerNetwork averaged(MultiLayerNetwork network) {
        INDArray average = average();
        parametersOf(network);
        return NetworkCopy.with(network, average);
    }

    /**
     * A network with the averaged parameters, independent of this average and of the given network; without listeners and
     * updater state.
     *
     * @param network the one that was listened to, for its configuration
     * @return a new network
     * @throws IllegalStateException if nothing was averaged yet
     * @throws IllegalArgumentException if the network is another one than was listened to
     */
    public final ComputationGraph averaged(ComputationGraph network) {
        INDArray average = average();
        parametersOf(network);
        return NetworkCopy.with(network, average);
    }

    /**
     * Gives the network its averaged parameters for a while, without building another network. For example:
     *
     * <pre>{@code try (Swapped averaged = average.swapInto(network)) { network.evaluate(test); }}</pre>
     *
     * @param network the one that was listened to
     * @return closing it gives the trained parameters back
     * @throws IllegalStateException if nothing was averaged yet, or the network has its average already
     * @throws IllegalArgumentException if the network is another one than was listened to
     */
    public final Swapped swapInto(Model network) {
        INDArray average = average();
        INDArray parameters = parametersOf(Arguments.required("network", network));
        if (trained != null) {
            throw new IllegalStateException("The network has its averaged parameters already");
        }
        trained = parameters.dup();
        parameters.assign(average);
        return () -> {
            if (trained != null) {
                parameters.assign(trained);
                trained = null;
            }
        };
    }

    /** A network that has its averaged parameters. */
    public interface Swapped extends AutoCloseable {
        /** Gives the trained parameters back; further calls do nothing. */
        @Override
        void close();
    }
}
