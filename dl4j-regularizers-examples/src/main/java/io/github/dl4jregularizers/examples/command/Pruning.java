package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.variational.Sparsity;
import java.util.Optional;

/** Prints how many weights and gates inference leaves out. */
final class Pruning {

    private Pruning() {}

    /** One line without a line end; empty for a network without layers that prune. */
    static Optional<String> of(Sparsity sparsity) {
        return sparsity.prunable() == 0 ? Optional.empty() : Optional.of("at inference: " + sparsity);
    }
}
