package io.github.dl4jregularizers.benchmark.peers;

import java.util.List;

/**
 * Makes the layers of one library. Feature maps have the shape (batch, channels, height, width).
 *
 * @param <L> the library's type of a layer
 */
interface Layers<L> {

    /** Layers one after the other; the identity if there are none. */
    L sequence(List<L> layers);

    /** A convolution with padding that keeps height and width at stride 1. */
    L convolution(int inputs, int outputs, int kernel, int stride, boolean bias);

    L dense(int inputs, int outputs, boolean bias);

    /** Batch normalization with epsilon 1e-5; running statistics keep 0.9 per step. */
    L batchNorm(int channels);

    L relu();

    L maxPool(int kernel, int stride, int padding);

    /** Mean of each channel; the result has the shape (batch, channels). */
    L globalAverage();

    L flatten();

    /** Doubles height and width by repetition. */
    L upsample();

    /** Every {@code step}-th row and column. */
    L subsample(int step);

    /** Adds channels of zeros. */
    L padChannels(int added);

    L sum(L body, L shortcut);

    /** The input's channels before the body's. */
    L concatenateWithInput(L body);
}
