package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An augmentation that mixes each example and its label with those of its partner, batch - 1 - i. */
abstract class Mixing extends Augmentation {

    private static final long serialVersionUID = 1L;

    final double alpha;
    private final double probability;

    Mixing(double alpha, double probability, long seed, long stream) {
        super(seed, stream);
        this.alpha = Arguments.positive("alpha", alpha);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    /** Mixes the features and the labels of a batch. */
    abstract void mix(Batch batch, double share, SplitMix random);

    @Override
    final void change(Batch batch, long first) {
        check(batch);
        SplitMix random = random(first);
        if (random.nextDouble() < probability && batch.size() > 1) {
            mix(batch, Beta.symmetric(alpha, random), random);
        }
    }

    /** Returns share * example + (1 - share) * partner; null for null. */
    static INDArray mixed(INDArray array, double share) {
        if (array == null) {
            return null;
        }
        Examples examples = Examples.of(array);
        int count = Math.toIntExact(array.size(0));
        Examples out = Examples.create(array.dataType(), array.shape());
        double[] one = new double[examples.length()];
        double[] other = new double[examples.length()];
        for (int i = 0; i < count; i++) {
            examples.read(i, one);
            examples.read(count - 1 - i, other);
            for (int k = 0; k < one.length; k++) {
                one[k] = share * one[k] + (1 - share) * other[k];
            }
            out.write(i, one);
        }
        return out.array();
    }

    /** Refuses batches that cannot be mixed. */
    void check(Batch batch) {
        batch.requireFloatingPointFeatures();
        if (!batch.withoutLabels) {
            Labels.requireProbabilities(batch);
        }
        requireSymmetric("features mask", batch.featuresMask);
        requireSymmetric("labels mask", batch.labelsMask);
    }

    /** Refuses partners with different masks. */
    static void requireSymmetric(String name, INDArray mask) {
        if (mask == null) {
            return;
        }
        Examples rows = Examples.of(mask);
        double[] one = new double[rows.length()];
        double[] other = new double[rows.length()];
        int count = Math.toIntExact(mask.size(0));
        for (int i = 0; i < count / 2; i++) {
            if (!Arrays.equals(rows.read(i, one), rows.read(count - 1 - i, other))) {
                throw Arguments.invalid(
                        name,
                        "the same for both examples that are mixed",
                        "different for " + i + " and " + (count - 1 - i));
            }
        }
    }
}
