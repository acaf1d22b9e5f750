package io.github.dl4jregularizers.internal.dl4j;

import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** The RNG state of the current thread, for the replay of its numbers. */
public final class GeneratorState {

    private final long root;
    private final long node;

    private GeneratorState(Random generator) {
        root = generator.rootState();
        node = generator.nodeState();
    }

    public static GeneratorState now() {
        return new GeneratorState(Nd4j.getRandom());
    }

    public void restore() {
        Nd4j.getRandom().setStates(root, node);
    }

    public boolean isNow() {
        GeneratorState now = now();
        return root == now.root && node == now.node;
    }
}
