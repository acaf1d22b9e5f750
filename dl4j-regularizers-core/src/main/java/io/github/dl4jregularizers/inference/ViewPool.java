package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Views of one network, one per thread that predicts at the same time. */
final class ViewPool {

    private final Supplier<NetworkView> maker;
    private final Queue<NetworkView> free = new ConcurrentLinkedQueue<>();

    private ViewPool(Supplier<NetworkView> maker) {
        this.maker = maker;
        give(made());
    }

    static ViewPool of(MultiLayerNetwork network) {
        requireInitialized(Arguments.required("network", network).isInitCalled());
        return new ViewPool(() -> new SequentialView(network));
    }

    static ViewPool of(ComputationGraph network) {
        requireInitialized(Arguments.required("network", network).getLayers() != null);
        return new ViewPool(() -> new GraphView(network));
    }

    private static void requireInitialized(boolean initialized) {
        if (!initialized) {
            throw Arguments.invalid("network", "initialized (call init())", "not initialized");
        }
    }

    /** Returns a view for exclusive use. */
    NetworkView take() {
        NetworkView view = free.poll();
        return view == null ? made() : view;
    }

    private synchronized NetworkView made() {
        NetworkView view = maker.get();
        if (!view.sites().exist()) {
            throw Arguments.invalid(
                    "network",
                    "one with noise: put a dropout on a layer (.dropOut(new Dropout(DropRate.of(0.5)))), a NoiseLayer"
                            + " between layers, DropConnect around one, or give a ResidualBlock a drop rate",
                    "without any outside frozen layers");
        }
        return view;
    }

    /** Returns a view to the pool. Views whose pass failed are dropped. */
    void give(NetworkView view) {
        free.add(view);
    }
}
