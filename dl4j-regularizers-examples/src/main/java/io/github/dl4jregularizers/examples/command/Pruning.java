package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.variational.Sparsity;
import java.util.Optional;

/** What the program says of the weights and gates that inference leaves out. */
final class Pruning {

    private Pruning() {}

    /** One line without its end; empty for a network without layers that prune. */
    static Optional<String> of(Sparsity sparsity) {
        return sparsity.prunable() == 0 ? Optional.empty() : Optional.of("at inference: " + sparsity);
    }
}
