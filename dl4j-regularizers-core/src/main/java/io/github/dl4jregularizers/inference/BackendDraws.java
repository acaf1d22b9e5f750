package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.noise.SeededNoise;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Has the calling thread's ND4J generator give the draws of one sample, for noise whose source cannot be chosen, and then
 * go on where it was.
 */
final class BackendDraws {

    private static final long PLACE = -1;

    private final Random generator = Nd4j.getRandom();
    private final long root = generator.rootState();
    private final long node = generator.nodeState();

    BackendDraws(long seed, long sample) {
        generator.setSeed(Double.doubleToLongBits(new SeededNoise(seed, PLACE, sample, 1).nextDouble()));
    }

    /** The generator goes on where it was. */
    void setBack() {
        generator.setStates(root, node);
    }
}
