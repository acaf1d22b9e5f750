package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.variational.Sparsity;
import java.util.Optional;

/** What the program says of the weights that variational layers leave out. */
final class Pruning {

    private Pruning() {}

    /** One line without its end; empty for a network without variational layers. */
    static Optional<String> of(Sparsity sparsity) {
        return sparsity.prunable() == 0 ? Optional.empty() : Optional.of("variational layers: " + sparsity);
    }
}
