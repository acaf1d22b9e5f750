package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Arrays;
import java.util.Iterator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Bernoulli draws from given uniform ones, one array after the other. */
public final class GivenDraws implements NoiseSource {

    private final Iterator<INDArray> uniform;

    public GivenDraws(INDArray... uniform) {
        this.uniform = Arrays.asList(uniform).iterator();
    }

    public boolean areUsedUp() {
        return !uniform.hasNext();
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        out.assign(uniform.next().lt(retainProbability).castTo(out.dataType()));
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        throw new AssertionError("only Bernoulli draws are given");
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        throw new AssertionError("only Bernoulli draws are given");
    }

    @Override
    public double nextDouble() {
        throw new AssertionError("only Bernoulli draws are given");
    }
}
