package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.internal.dl4j.SavedNetwork;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;

/** An {@link Ensemble} in Java serialization. */
final class SavedEnsemble implements Serializable {

    private static final long serialVersionUID = 1;

    private final List<SavedNetwork> networks;
    private final OutputKind kind;
    private final Combination combination;
    private final double[] weights;

    SavedEnsemble(List<Model> networks, OutputKind kind, Combination combination, double[] weights) {
        this.networks = networks.stream().map(SavedNetwork::of).collect(Collectors.toList());
        this.kind = kind;
        this.combination = combination;
        this.weights = weights;
    }

    private Object readResolve() {
        List<Model> restored = networks.stream().map(SavedNetwork::restore).collect(Collectors.toUnmodifiableList());
        return new Ensemble(restored, kind, combination, weights);
    }
}
