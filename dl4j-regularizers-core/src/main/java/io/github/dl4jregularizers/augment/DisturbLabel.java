package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;

/**
 * Replaces the label of some examples by a class drawn uniformly from all classes.
 *
 * <p>Each label is redrawn at probability a, uniformly from all C classes. It is therefore kept with probability 1 - a
 * (C - 1) / C. Labels are [batch, classes], one-hot or probabilities. Features of any shape are not changed.
 *
 * <p>Paper: Xie et al., "DisturbLabel: Regularizing CNN on the Loss Layer", CVPR 2016.
 */
public final class DisturbLabel extends Augmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = -1123763115;

    private final double probability;

    /**
     * Redraws labels at a probability.
     *
     * @param probability of redrawing a label, in [0, 1]; 0.1 in the paper
     * @param seed of the draws
     * @throws IllegalArgumentException if probability is out of its range; at a batch, if labels are no probabilities
     */
    public DisturbLabel(double probability, long seed) {
        super(seed, STREAM);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    @Override
    void change(Batch batch, long first) {
        Labels.requireProbabilities(batch);
        Examples labels = Examples.of(batch.labels);
        Examples out = Examples.create(batch.labels.dataType(), batch.labels.shape());
        double[] label = new double[labels.length()];
        for (int i = 0; i < batch.size(); i++) {
            labels.read(i, label);
            SplitMix random = random(first + i);
            if (random.nextDouble() < probability) {
                int drawn = random.nextInt(label.length);
                Arrays.fill(label, 0);
                label[drawn] = 1;
            }
            out.write(i, label);
        }
        batch.setLabels(out.array());
    }
}
