package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.dl4j.WeightVisit;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes what a read of the device is needed for, for all weights of a network at once: DL4J visits one weight after
 * another, and each visit would wait for the device.
 *
 * <p>The first visit of a network records the order of its weights. From then on, the first weight of a visit computes
 * the results of all weights, and each later one takes its own. That is sound because a visit starts with the first
 * weight, and changes a parameter only at its turn. Outside such visits, and where arrays lie in the memory of the
 * host, each result is computed alone. So it is for good if a visit deviates from the recorded order.
 *
 * <p>For one thread, and the network that it visited last.
 *
 * @param <O> what acts on a weight
 * @param <T> result per weight
 */
public final class WeightPass<O, T> {

    /** Computes one result per weight. */
    @FunctionalInterface
    public interface Computation<O, T> {
        List<T> of(List<VisitedWeight<O>> weights, List<INDArray> parameters);
    }

    private final WeightVisit visit;
    private final Computation<O, T> computation;
    private final List<VisitedWeight<O>> order = new ArrayList<>();
    private WeakReference<DataBuffer> network = new WeakReference<>(null);
    private List<T> results;
    private int next;
    private boolean deviated;

    /**
     * Creates a pass that visited nothing.
     *
     * @param visit during which weights come in order
     * @param computation of the results
     */
    public WeightPass(WeightVisit visit, Computation<O, T> computation) {
        this.visit = visit;
        this.computation = computation;
    }

    /** Returns the result of a weight. */
    public T of(VisitedWeight<O> weight, INDArray parameter) {
        DataBuffer owner = VisitedWeight.network(parameter);
        if (owner == null || Backend.current().transfer().isLocal() || !visit.isUnderWay()) {
            return alone(weight, parameter);
        }
        if (network.get() != owner) {
            network = new WeakReference<>(owner);
            order.clear();
            results = null;
            deviated = false;
        }
        if (deviated) {
            return alone(weight, parameter);
        }
        if (!order.isEmpty() && order.get(0).isSame(weight)) {
            results = computation.of(
                    order, order.stream().map(each -> each.in(owner)).collect(Collectors.toList()));
            next = 1;
            return results.get(0);
        }
        if (results == null) {
            order.add(weight);
            return alone(weight, parameter);
        }
        if (next < order.size() && order.get(next).isSame(weight)) {
            return results.get(next++);
        }
        deviated = true;
        return alone(weight, parameter);
    }

    private T alone(VisitedWeight<O> weight, INDArray parameter) {
        return computation.of(List.of(weight), List.of(parameter)).get(0);
    }
}
