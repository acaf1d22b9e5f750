package io.github.dl4jregularizers.optimizer;

import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** Where this thread's random generator is, to draw the same numbers again. */
final class GeneratorState {

    private final long root;
    private final long node;

    private GeneratorState(Random generator) {
        root = generator.rootState();
        node = generator.nodeState();
    }

    static GeneratorState now() {
        return new GeneratorState(Nd4j.getRandom());
    }

    void restore() {
        Nd4j.getRandom().setStates(root, node);
    }

    boolean isNow() {
        GeneratorState now = now();
        return root == now.root && node == now.node;
    }
}
