package io.github.dl4jregularizers.noise;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.BernoulliDistribution;
import org.nd4j.linalg.api.ops.random.impl.GaussianDistribution;
import org.nd4j.linalg.api.ops.random.impl.UniformDistribution;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Draws from {@code Nd4j.getRandom()}, the generator of the calling thread that a network's {@code .seed(..)} and
 * DL4J's gradient check set. The default of everything that draws.
 */
public final class BackendNoise implements NoiseSource {

    /** The only instance: it has no state of its own. */
    public static final BackendNoise INSTANCE = new BackendNoise();

    private BackendNoise() {}

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        Nd4j.getExecutioner().exec(new BernoulliDistribution(out, retainProbability), Nd4j.getRandom());
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        Nd4j.getExecutioner().exec(new GaussianDistribution(out, mean, standardDeviation), Nd4j.getRandom());
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        Nd4j.getExecutioner().exec(new UniformDistribution(out, from, to), Nd4j.getRandom());
    }

    @Override
    public double nextDouble() {
        return Nd4j.getRandom().nextDouble();
    }
}
