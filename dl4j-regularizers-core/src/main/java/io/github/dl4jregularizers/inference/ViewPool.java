package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Views of one network: as many as there have been threads predicting at once. */
final class ViewPool {

    private final Supplier<NetworkView> maker;
    private final Supplier<INDArray> parameters;
    private final Queue<NetworkView> free = new ConcurrentLinkedQueue<>();

    private ViewPool(Supplier<NetworkView> maker, Supplier<INDArray> parameters) {
        this.maker = maker;
        this.parameters = parameters;
        give(made());
    }

    static ViewPool of(MultiLayerNetwork network) {
        requireInitialized(Arguments.required("network", network).isInitCalled());
        return new ViewPool(() -> new SequentialView(network), network::params);
    }

    static ViewPool of(ComputationGraph network) {
        requireInitialized(Arguments.required("network", network).params() != null);
        return new ViewPool(() -> new GraphView(network), network::params);
    }

    private static void requireInitialized(boolean initialized) {
        if (!initialized) {
            throw Arguments.invalid("network", "initialized (call init())", "not initialized");
        }
    }

    /** A view for the caller alone. */
    NetworkView take() {
        for (NetworkView view = free.poll(); view != null; view = free.poll()) {
            if (view.parameters() == parameters.get()) { // a network may be given another array
                return view;
            }
        }
        return made();
    }

    private synchronized NetworkView made() {
        NetworkView view = maker.get();
        if (!view.places().exist()) {
            throw Arguments.invalid(
                    "network",
                    "one with noise to sample: put a dropout on a layer (.dropOut(new Dropout(DropRate.of(0.5)))), a NoiseLayer"
                            + " between layers, DropConnect around one, or give a ResidualBlock a drop rate",
                    "without any outside frozen layers");
        }
        return view;
    }

    /** Gives a view back. One that failed is better left to the garbage collector. */
    void give(NetworkView view) {
        free.add(view);
    }
}
