package io.github.dl4jregularizers.inference;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Has the calling thread's ND4J generator give the draws of one sample, for noise whose source cannot be chosen, and then
 * go on where it was.
 */
final class BackendDraws {

    private final Random generator = Nd4j.getRandom();
    private final long root = generator.rootState();
    private final long node = generator.nodeState();

    BackendDraws(long seed, long sample) {
        // Mixed well: ND4J gives the same numbers for seeds that differ only in their high bits.
        long start = new SplittableRandom(seed).nextLong();
        generator.setSeed(new SplittableRandom(start + sample).nextLong());
    }

    /** The generator goes on where it was. */
    void setBack() {
        generator.setStates(root, node);
    }
}
