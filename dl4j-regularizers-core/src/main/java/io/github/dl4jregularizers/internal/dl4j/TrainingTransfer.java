package io.github.dl4jregularizers.internal.dl4j;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies the state of training between two networks that hold the same parameters under different names.
 *
 * <p>DL4J merges neighboring parameters with equal updaters into blocks. A block's state is k arrays of the length of
 * its parameters, one after another: Adam's first moments, then its second ones. Each parameter's part of each array is
 * copied.
 */
public final class TrainingTransfer {

    private TrainingTransfer() {}

    /**
     * Copies parameters, updater state, counts and listeners.
     *
     * @param from an initialized network
     * @param to an initialized network
     * @param names name in {@code to.paramTable()} of each parameter in {@code from.paramTable()}
     * @throws IllegalArgumentException if an updater keeps a state that is not a number of values per parameter
     */
    public static void copy(Network from, Network to, Map<String, String> names) {
        Map<String, INDArray> targets = parameters(to);
        parameters(from).forEach((name, values) -> targets.get(names.get(name)).assign(values));
        copyUpdaterState(from, to, names);
        to.setCounts(from.iteration(), from.epoch());
        to.setListeners(from.listeners());
    }

    /** Returns the parameters of a network under their names in its {@code paramTable()}. */
    public static Map<String, INDArray> parameters(Network network) {
        Map<String, INDArray> parameters = new HashMap<>();
        network.parts().forEach((part, trainable) -> {
            Map<String, INDArray> own = trainable.paramTable(false);
            if (own != null) {
                own.forEach((name, array) -> parameters.put(part + "_" + name, array));
            }
        });
        return parameters;
    }

    private static void copyUpdaterState(Network from, Network to, Map<String, String> names) {
        BaseMultiLayerUpdater<?> updater = from.updater(false);
        if (updater == null || updater.getStateViewArray() == null) {
            return;
        }
        Map<String, List<INDArray>> targets = states(to, to.updater(true));
        states(from, updater).forEach((name, arrays) -> {
            List<INDArray> own = targets.get(names.get(name));
            if (own.size() != arrays.size()) {
                throw new IllegalStateException("The updater of " + names.get(name) + " keeps " + own.size()
                        + " values per parameter, that of " + name + " " + arrays.size());
            }
            for (int i = 0; i < own.size(); i++) {
                own.get(i).assign(arrays.get(i));
            }
        });
    }

    private static Map<String, List<INDArray>> states(Network network, BaseMultiLayerUpdater<?> updater) {
        Map<Trainable, String> parts = new IdentityHashMap<>();
        network.parts().forEach((part, trainable) -> parts.put(trainable, part));
        Map<String, List<INDArray>> states = new HashMap<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            for (ParamState parameter : block.getLayersAndVariablesInBlock()) {
                String name = parts.get(parameter.getLayer()) + "_" + parameter.getParamName();
                states.put(name, states(block, parameter, name));
            }
        }
        return states;
    }

    private static List<INDArray> states(UpdaterBlock block, ParamState parameter, String name) {
        List<INDArray> states = new ArrayList<>();
        INDArray view = block.getUpdaterView();
        long parameters = block.getParamOffsetEnd() - block.getParamOffsetStart();
        if (view == null || parameters == 0) {
            return states;
        }
        if (view.length() % parameters != 0) {
            throw Arguments.invalid(
                    "length of the updater's state for parameter " + name,
                    "a multiple of the number of parameters, " + parameters,
                    view.length());
        }
        INDArray flat = view.reshape(view.length());
        long offset = parameter.getParamOffsetStart() - block.getParamOffsetStart();
        long length = parameter.getParamOffsetEnd() - parameter.getParamOffsetStart();
        for (long start = offset; start < flat.length(); start += parameters) {
            states.add(flat.get(NDArrayIndex.interval(start, start + length)));
        }
        return states;
    }
}
