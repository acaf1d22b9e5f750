package io.github.dl4jregularizers.internal.dl4j;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies a network's configuration and initializes the copy with other parameters. */
public final class NetworkCopy {

    private NetworkCopy() {}

    /**
     * Copies a network of either kind. The copy owns its parameters, has no listeners and no updater state.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param network whose configuration to copy
     * @param parameters copied, and cast to the network's data type
     * @return the copy
     * @throws IllegalArgumentException if the network is of neither kind
     */
    @SuppressWarnings("unchecked") // The copy is of the network's own class or of its DL4J superclass.
    public static <M extends Model> M with(M network, INDArray parameters) {
        INDArray own = parameters
                .dup()
                .castTo(Arguments.required("network", network).params().dataType());
        return (M) Network.of(network).copy(own);
    }
}
