package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Averages the parameters of one network, of either kind. All parameters are averaged, BatchNorm's running statistics
 * included (torch's {@code AveragedModel} with {@code use_buffers=True}). HALF networks are averaged in FLOAT: near 1,
 * HALF cannot represent steps below 0.0005.
 */
public abstract class ParameterAverage extends KeptParameters {

    private static final long serialVersionUID = 1;

    /** The trained parameters while the network has its averaged ones, else null. */
    private transient INDArray trained;

    /** For the averages of this package. */
    ParameterAverage(String kind) {
        super(kind);
    }

    /**
     * Returns whether there is an average yet.
     *
     * @return false before the first update
     */
    public final boolean isStarted() {
        return !kept().isEmpty();
    }

    /** Moves the average towards the network's parameters by a share of the distance. */
    final void update(Model network, double weight) {
        if (trained != null) {
            throw new IllegalStateException(
                    "The network was trained with its averaged parameters in place: close the result"
                            + " of swapInto before fit");
        }
        INDArray parameters = parametersOf(network);
        if (kept().isEmpty()) {
            keep(parameters, stateType(parameters));
        } else {
            INDArray average = kept().get(0);
            INDArray target = parameters.castTo(average.dataType());
            // average + weight (parameters - average), in place and for every type on every backend.
            average.subi(target).muli(1 - weight).addi(target);
        }
        countTaken();
    }

    /** Sums in HALF stop moving: averages of less than 32 bits are kept in FLOAT. */
    private static DataType stateType(INDArray parameters) {
        return parameters.dataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    }

    private INDArray average() {
        if (kept().isEmpty()) {
            throw new IllegalStateException("No average yet: add " + getClass().getSimpleName()
                    + " to the network's listeners before fit, and let it start before the training ends");
        }
        return kept().get(0);
    }

    /**
     * Copies the network with the averaged parameters. The copy shares nothing with the network or this average, and
     * has no listeners and no updater state.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param network that this listener follows, for its configuration
     * @return a new network
     * @throws IllegalStateException if there is no average yet
     * @throws IllegalArgumentException if the network has other parameters than those averaged
     */
    public final <M extends Model> M averaged(M network) {
        INDArray average = average();
        parametersOf(network);
        return NetworkCopy.with(network, average);
    }

    /**
     * Puts the averaged parameters into the network until the result is closed, without building another network.
     *
     * <pre>{@code try (Swapped averaged = average.swapInto(network)) { network.evaluate(test); }}</pre>
     *
     * @param network that this listener follows
     * @return closing it restores the trained parameters
     * @throws IllegalStateException if there is no average yet, or the averaged parameters are already in place
     * @throws IllegalArgumentException if the network has other parameters than those averaged
     */
    public final Swapped swapInto(Model network) {
        INDArray average = average();
        INDArray parameters = parametersOf(Arguments.required("network", network));
        if (trained != null) {
            throw new IllegalStateException("The averaged parameters are already in place");
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

    /** Averaged parameters that are in place of the trained ones. */
    public interface Swapped extends AutoCloseable {
        /** Restores the trained parameters; further calls do nothing. */
        @Override
        void close();
    }
}
