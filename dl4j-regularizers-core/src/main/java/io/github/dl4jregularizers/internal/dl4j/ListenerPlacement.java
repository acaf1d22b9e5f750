package io.github.dl4jregularizers.internal.dl4j;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Where each listener of a network runs: in every worker, or on the driver after each averaging. */
public final class ListenerPlacement {

    private final List<TrainingListener> onWorkers = new ArrayList<>();
    private final List<TrainingListener> onDriver = new ArrayList<>();

    private ListenerPlacement() {}

    /**
     * Places the listeners of a network.
     *
     * @param network of either kind
     * @return the places
     * @throws IllegalArgumentException for a listener that can run in neither place
     */
    public static ListenerPlacement of(Model network) {
        ListenerPlacement placement = new ListenerPlacement();
        Network.of(network).listeners().forEach(placement::place);
        return placement;
    }

    private void place(TrainingListener listener) {
        if (listener instanceof StepListener && !((StepListener) listener).isForWorkers()) {
            throw refused(listener, "removed: workers have keys of their own");
        }
        if (listener instanceof StepListener) {
            onWorkers.add(listener);
        } else if (readsSteps(listener)) {
            throw refused(listener, "removed: it needs each step of one network, and steps run in copies");
        } else {
            onDriver.add(listener);
        }
    }

    private static IllegalArgumentException refused(TrainingListener listener, String instead) {
        return Arguments.invalid("listener " + listener.getClass().getSimpleName(), instead, "on the network");
    }

    private static boolean readsSteps(TrainingListener listener) {
        return overrides(listener, "onForwardPass", Model.class, List.class)
                || overrides(listener, "onForwardPass", Model.class, Map.class)
                || overrides(listener, "onGradientCalculation", Model.class)
                || overrides(listener, "onBackwardPass", Model.class);
    }

    private static boolean overrides(TrainingListener listener, String method, Class<?>... parameters) {
        try {
            Class<?> owner = listener.getClass().getMethod(method, parameters).getDeclaringClass();
            return owner != BaseTrainingListener.class && owner != TrainingListener.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("TrainingListener of this DL4J version has no " + method, e);
        }
    }

    public List<TrainingListener> onWorkers() {
        return onWorkers;
    }

    public List<TrainingListener> onDriver() {
        return onDriver;
    }
}
