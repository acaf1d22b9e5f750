package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An augmentation that mixes each example of a batch, and its label, with the one as far from the other end. */
abstract class Mixing extends Augmentation {

    private static final long serialVersionUID = 1L;

    private final double concentration;
    private final double probability;

    Mixing(double concentration, double probability, long seed) {
        super(seed);
        this.concentration = Arguments.positive("concentration", concentration);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    @Override
    public final int smallestBatch() {
        return 2;
    }

    /** Mixes the features of a batch, and returns the share that each example has kept of its own. */
    abstract double mix(Batch batch, double share, SplitMix random);

    @Override
    final void change(Batch batch, long first) {
        check(batch);
        SplitMix random = random(first);
        if (random.nextDouble() < probability) {
            double share = mix(batch, Beta.symmetric(concentration, random), random);
            batch.setLabels(mixed(batch.labels, share));
        }
    }

    /** Every example as share * itself + (1 - share) * its partner. */
    static INDArray mixed(INDArray array, double share) {
        Examples examples = Examples.of(array);
        int count = Math.toIntExact(array.size(0));
        Examples out = Examples.create(array.dataType(), array.shape().clone());
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

    private void check(Batch batch) {
        Arguments.atLeast("examples in a batch to be mixed", batch.size(), smallestBatch());
        batch.requireFloatingPointFeatures();
        Labels.requireProbabilities(batch);
        requireSymmetric("features mask", batch.featuresMask);
        requireSymmetric("labels mask", batch.labelsMask);
    }

    /** A mask goes with what it masks: mixed examples need partners with the same. */
    private static void requireSymmetric(String name, INDArray mask) {
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
