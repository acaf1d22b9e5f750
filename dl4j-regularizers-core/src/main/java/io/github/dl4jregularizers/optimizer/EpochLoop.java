package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The epochs of a trainer that takes several minibatches per update. */
final class EpochLoop {

    private EpochLoop() {}

    /** Checks the arguments of a training; returns the network's view. */
    static Network checked(Model network, DataSetIterator data, int epochs) {
        Network view = Network.of(Arguments.required("network", network));
        Arguments.required("data", data);
        Arguments.atLeast("epochs", epochs, 1);
        if (view.backpropType() == BackpropType.TruncatedBPTT) {
            throw Arguments.invalid("backpropType of the network", "Standard", BackpropType.TruncatedBPTT);
        }
        return view;
    }

    /**
     * Runs epochs, with calls of the listeners, and counts them.
     *
     * @param update takes at least one minibatch of the data
     */
    static void run(Network view, DataSetIterator data, int epochs, Runnable update) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (data.resetSupported()) {
                data.reset();
            }
            view.listeners().forEach(listener -> listener.onEpochStart(view.model()));
            while (data.hasNext()) {
                update.run();
            }
            view.listeners().forEach(listener -> listener.onEpochEnd(view.model()));
            view.setCounts(view.iteration(), view.epoch() + 1);
        }
    }
}
