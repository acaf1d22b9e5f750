package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.dl4j.GeneratorState;
import java.util.SplittableRandom;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Seeds the calling thread's ND4J generator for one sample and restores its state afterwards. For noise whose source
 * cannot be set.
 */
final class BackendDraws {

    private final GeneratorState before = GeneratorState.now();

    BackendDraws(long seed, long sample) {
        // Mixed, because ND4J draws the same numbers for seeds that differ only in their high bits.
        long start = new SplittableRandom(seed).nextLong();
        Nd4j.getRandom().setSeed(new SplittableRandom(start + sample).nextLong());
    }

    /** Restores the generator's state. */
    void setBack() {
        before.restore();
    }
}
