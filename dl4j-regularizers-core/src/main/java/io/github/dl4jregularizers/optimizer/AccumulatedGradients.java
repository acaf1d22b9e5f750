package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of the gradients of several minibatches, per parameter. */
final class AccumulatedGradients {

    private final NetworkParameters parameters;
    private final List<INDArray> sums = new ArrayList<>();
    private int examples;

    AccumulatedGradients(Model model) {
        parameters = new NetworkParameters(model);
    }

    /** Adds the gradients of the last pass. The statistics move at once: their gradients are updates. */
    void add(int batchSize) {
        examples += batchSize;
        List<NetworkParameter> trained = parameters.trained();
        for (int i = 0; i < trained.size(); i++) {
            INDArray gradient = HalfPrecision.widened(trained.get(i).gradient);
            if (sums.size() == i) {
                sums.add(gradient.dup());
            } else {
                sums.get(i).addi(gradient);
            }
        }
        for (NetworkParameter other : parameters.others()) {
            if (other.role == ParameterRole.STATISTIC && !other.layer.isFrozen()) {
                other.value.subi(other.gradient);
            }
        }
    }

    int examples() {
        return examples;
    }

    /**
     * Writes the sums to the network's gradients, scaled so that a division by the size of the last minibatch gives the
     * mean over all examples. That is the size that listeners see.
     */
    void write(int batchSize) {
        List<NetworkParameter> trained = parameters.trained();
        for (int i = 0; i < trained.size(); i++) {
            NetworkParameter parameter = trained.get(i);
            double factor = parameter.averaged ? (double) batchSize / examples : 1;
            parameter.gradient.assign(sums.get(i).muli(factor));
        }
        for (NetworkParameter other : parameters.others()) {
            other.gradient.assign(0);
        }
    }
}
