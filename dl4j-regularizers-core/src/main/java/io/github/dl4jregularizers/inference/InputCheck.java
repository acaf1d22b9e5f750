package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Refuses features and masks that do not fit the network. */
final class InputCheck {

    private InputCheck() {}

    static void require(NetworkView view, INDArray[] features, INDArray[] masks) {
        int inputs = view.inputs().length;
        Arguments.oneForEachInput("features", features, inputs);
        for (int i = 0; i < inputs; i++) {
            requireFeatures(name("features", i, inputs), features[i], features[0]);
        }
        for (Step step : view.steps()) {
            for (int i = 0; i < inputs; i++) {
                if (step.inputs()[0] == view.inputs()[i] && !step.features().fits(features[i].shape())) {
                    throw Arguments.invalid(
                            name("features", i, inputs),
                            "of shape " + step.features(),
                            Arrays.toString(features[i].shape()));
                }
            }
        }
        if (masks != null) {
            Arguments.oneForEachInput("masks", masks, inputs);
            for (int i = 0; i < inputs; i++) {
                if (masks[i] != null && masks[i].size(0) != features[0].size(0)) {
                    throw Arguments.invalid(
                            name("masks", i, inputs),
                            "for " + features[0].size(0) + " examples, as the features",
                            masks[i].size(0));
                }
            }
        }
    }

    private static String name(String what, int input, int inputs) {
        return inputs == 1 ? what : what + " of input " + input;
    }

    private static void requireFeatures(String name, INDArray features, INDArray first) {
        Arguments.required(name, features);
        if (features.isEmpty() || features.rank() < 2) {
            throw Arguments.invalid(name, "a batch of at least one example", Arrays.toString(features.shape()));
        }
        if (features.size(0) != first.size(0)) {
            throw Arguments.invalid(name, "of " + first.size(0) + " examples, as the other inputs", features.size(0));
        }
        if (features.dataType().isFPType()) {
            long broken = Nd4j.getExecutioner()
                    .exec(new MatchCondition(features, Conditions.notFinite()))
                    .getLong(0);
            if (broken > 0) {
                throw Arguments.invalid(name, "finite", broken + " times NaN or infinite");
            }
        }
    }
}
