package io.github.dl4jregularizers.noise;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.Memory;
import io.github.dl4jregularizers.internal.backend.RandomFill;
import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Draws from {@code Nd4j.getRandom()}, the generator of the calling thread. A network's {@code .seed(..)} and DL4J's
 * gradient check seed it. Default source of every configuration.
 *
 * <p>With the module {@code dl4j-regularizers-cpu}, float and double arrays take one number from that generator as
 * the key of a counter-based generator (Threefry), which fills them. ND4J's operations fill everything else.
 */
public final class BackendNoise implements NoiseSource, Serializable {

    private static final long serialVersionUID = 1;

    /** The only instance, without state. */
    public static final BackendNoise INSTANCE = new BackendNoise();

    private BackendNoise() {}

    private Object readResolve() {
        return INSTANCE;
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        Memory.withoutGaps(out, array -> fill().bernoulli(array, retainProbability, 1, Nd4j.getRandom()));
    }

    @Override
    public void mask(INDArray out, double retainProbability) {
        Memory.withoutGaps(
                out, array -> fill().bernoulli(array, retainProbability, 1 / retainProbability, Nd4j.getRandom()));
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        Memory.withoutGaps(out, array -> fill().gaussian(array, mean, standardDeviation, Nd4j.getRandom()));
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        Memory.withoutGaps(out, array -> fill().uniform(array, from, to, Nd4j.getRandom()));
    }

    /** Takes one number of the generator as the key of all decisions. */
    @Override
    public boolean[] decisions(int examples, double retainProbability) {
        return SplitMix.keyed(Nd4j.getRandom().nextLong(), examples).decisions(examples, retainProbability);
    }

    private static RandomFill fill() {
        return Backend.current().randomFill();
    }

    @Override
    public double nextDouble() {
        return Nd4j.getRandom().nextDouble();
    }
}
