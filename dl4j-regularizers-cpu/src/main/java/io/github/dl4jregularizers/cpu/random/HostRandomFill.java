package io.github.dl4jregularizers.cpu.random;

import io.github.dl4jregularizers.internal.backend.NativeRandomFill;
import io.github.dl4jregularizers.internal.backend.Parts;
import io.github.dl4jregularizers.internal.backend.RandomFill;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;

/** Fills floats and doubles by {@link ArrayFill}, keyed by one number of the generator; every other array by ND4J. */
public final class HostRandomFill implements RandomFill {

    private final RandomFill others = new NativeRandomFill();

    @Override
    public void bernoulli(INDArray array, double probability, double value, Random generator) {
        if (ArrayFill.canWrite(array)) {
            ArrayFill.fill(array, new Bernoulli(probability, value), generator.nextLong());
        } else {
            others.bernoulli(array, probability, value, generator);
        }
    }

    @Override
    public void gaussian(INDArray array, double mean, double standardDeviation, Random generator) {
        if (ArrayFill.canWrite(array)) {
            ArrayFill.fill(array, new Gaussian(mean, standardDeviation), generator.nextLong());
        } else {
            others.gaussian(array, mean, standardDeviation, generator);
        }
    }

    @Override
    public void uniform(INDArray array, double from, double to, Random generator) {
        if (ArrayFill.canWrite(array)) {
            ArrayFill.fill(array, new Uniform(from, to), generator.nextLong());
        } else {
            others.uniform(array, from, to, generator);
        }
    }

    @Override
    public void bernoulli(INDArray array, double probability, double value, long[] keys) {
        if (ArrayFill.canWrite(array)) {
            fillParts(array, new Bernoulli(probability, value), keys);
        } else {
            others.bernoulli(array, probability, value, keys);
        }
    }

    @Override
    public void gaussian(INDArray array, double mean, double standardDeviation, long[] keys) {
        if (ArrayFill.canWrite(array)) {
            fillParts(array, new Gaussian(mean, standardDeviation), keys);
        } else {
            others.gaussian(array, mean, standardDeviation, keys);
        }
    }

    @Override
    public void uniform(INDArray array, double from, double to, long[] keys) {
        if (ArrayFill.canWrite(array)) {
            fillParts(array, new Uniform(from, to), keys);
        } else {
            others.uniform(array, from, to, keys);
        }
    }

    private static void fillParts(INDArray array, Distribution distribution, long[] keys) {
        for (int part = 0; part < keys.length; part++) {
            ArrayFill.fill(Parts.of(array, part, keys.length), distribution, keys[part]);
        }
    }
}
