package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;

/**
 * Replaces the label of some examples by a class drawn from all classes alike.
 *
 * <p>At the given rate a, for each example: a label drawn uniformly from the C classes, the right one among them. The
 * label is therefore kept with probability 1 - a (C - 1) / C. Labels [batch, classes], one-hot or probabilities; features
 * of any shape stay as they are.
 *
 * <p>Paper: Xie et al., "DisturbLabel: Regularizing CNN on the Loss Layer", CVPR 2016.
 */
public final class DisturbLabel extends Augmentation {

    private static final long serialVersionUID = 1L;

    private final double rate;

    /**
     * Disturbs at a rate.
     *
     * @param rate share of the labels that are drawn anew, in [0, 1]; the paper's is 0.1
     * @param seed of the draws
     * @throws IllegalArgumentException if rate is out of its range; at a batch, if labels are no probabilities
     */
    public DisturbLabel(double rate, long seed) {
        super(seed);
        this.rate = Arguments.between("rate", rate, 0, 1);
    }

    @Override
    void change(Batch batch, long first) {
        Labels.requireProbabilities(batch);
        Examples labels = Examples.of(batch.labels);
        Examples out =
                Examples.create(batch.labels.dataType(), batch.labels.shape().clone());
        double[] label = new double[labels.length()];
        for (int i = 0; i < batch.size(); i++) {
            labels.read(i, label);
            SplitMix random = random(first + i);
            if (random.nextDouble() < rate) {
                int drawn = random.nextInt(label.length);
                Arrays.fill(label, 0);
                label[drawn] = 1;
            }
            out.write(i, label);
        }
        batch.setLabels(out.array());
    }
}
