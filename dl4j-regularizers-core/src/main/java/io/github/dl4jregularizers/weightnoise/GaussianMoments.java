package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Clip;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Inference of Wan et al. 2013: the mean of a(u) over u ~ N(W^T x + b, s (W * W)^T (x * x)). For inverted masks of drop
 * rate d, s = d / (1 - d). Masked biases add s b * b to the variance.
 *
 * <p>The normal draws have a fixed key and are the same for all examples, so an example's output does not depend on its
 * batch. Each draw is used with both signs, so the mean of u itself is exact. HALF arrays are computed in FLOAT,
 * because half precision cannot hold squares of small weights.
 */
final class GaussianMoments {

    private static final long SEED = 20130616;

    /** Smaller than every square root of a positive float. */
    private static final double TINY = 1e-30;

    private final INDArray input;
    private final INDArray weights;
    private final INDArray maskedBias;
    private final double ratio;
    private final int samples;
    private final IActivation activation;
    private final INDArray mean;
    private final INDArray deviation;

    /**
     * Creates the moments of a batch.
     *
     * @param input [batch, in]
     * @param weights [in, out]
     * @param bias added bias; null for none
     * @param maskedBias the bias if it is masked; null otherwise
     * @param ratio d / (1 - d)
     * @param samples even
     */
    GaussianMoments(
            INDArray input,
            INDArray weights,
            INDArray bias,
            INDArray maskedBias,
            double ratio,
            int samples,
            IActivation activation) {
        DataType type = weights.dataType() == DataType.FLOAT16 ? DataType.FLOAT : weights.dataType();
        this.input = input.castTo(type);
        this.weights = weights.castTo(type);
        this.maskedBias = maskedBias == null ? null : maskedBias.castTo(type);
        this.ratio = ratio;
        this.samples = samples;
        this.activation = activation;
        mean = this.input.mmul(this.weights);
        INDArray variance = square(this.input).mmul(square(this.weights));
        if (bias != null) {
            mean.addiRowVector(bias.castTo(type));
        }
        if (maskedBias != null) {
            variance.addiRowVector(square(this.maskedBias));
        }
        deviation = Transforms.sqrt(variance.muli(ratio), false);
    }

    private static INDArray square(INDArray array) {
        return array.mul(array);
    }

    /** Returns the mean of a(u), [batch, out]. */
    INDArray activate() {
        INDArray draws = draws();
        INDArray sum = Nd4j.zeros(mean.dataType(), mean.shape());
        for (int sample = 0; sample < samples; sample++) {
            sum.addi(activation.getActivation(sampled(draws, sample), false));
        }
        return sum.divi(samples);
    }

    private INDArray draws() {
        INDArray draws = Nd4j.createUninitialized(mean.dataType(), samples / 2, mean.size(1));
        new SeededNoise(SEED, 0, 0, 1).gaussian(draws, 0, 1);
        return draws;
    }

    /** Returns the sample's draw of each unit, [1, out]; odd samples have the negated draw of the one before. */
    private static INDArray draw(INDArray draws, int sample) {
        INDArray draw = draws.get(NDArrayIndex.interval(sample / 2, sample / 2 + 1), NDArrayIndex.all());
        return sample % 2 == 1 ? draw.neg() : draw;
    }

    private INDArray sampled(INDArray draws, int sample) {
        INDArray u = Nd4j.createUninitialized(mean.dataType(), mean.shape());
        Nd4j.exec(new MulOp(deviation, draw(draws, sample), u));
        Nd4j.exec(new AddOp(u, mean, u));
        return u;
    }

    /** Gradients of {@link #activate}. */
    final class Gradients {

        private final INDArray byMean;
        private final INDArray byVariance;

        /**
         * Backpropagates.
         *
         * @param epsilon gradient of the output, [batch, out]
         */
        Gradients(INDArray epsilon) {
            INDArray draws = draws();
            byMean = Nd4j.zeros(mean.dataType(), mean.shape());
            byVariance = Nd4j.zeros(mean.dataType(), mean.shape());
            INDArray scaled = epsilon.castTo(mean.dataType()).div(samples);
            for (int sample = 0; sample < samples; sample++) {
                INDArray delta = activation
                        .backprop(sampled(draws, sample), scaled.dup())
                        .getFirst();
                byMean.addi(delta);
                Nd4j.exec(new MulOp(delta, draw(draws, sample), delta));
                byVariance.addi(delta);
            }
            // The deviation is sqrt(ratio q): its derivative by q is ratio / (2 deviation), and 0 where q is 0.
            INDArray divisor = Clip.inPlace(deviation.dup(), TINY, Double.MAX_VALUE);
            byVariance.muli(ratio / 2).divi(divisor);
        }

        INDArray byInput() {
            return byMean.mmul(weights.transpose())
                    .addi(byVariance
                            .mmul(square(weights).transpose())
                            .muli(input)
                            .muli(2));
        }

        INDArray byWeights() {
            return input.transpose()
                    .mmul(byMean)
                    .addi(square(input)
                            .transpose()
                            .mmul(byVariance)
                            .muli(weights)
                            .muli(2));
        }

        /** [1, out]. */
        INDArray byBias() {
            INDArray gradient = byMean.sum(true, 0);
            return maskedBias == null
                    ? gradient
                    : gradient.addi(byVariance.sum(true, 0).muli(maskedBias).muli(2));
        }
    }
}
