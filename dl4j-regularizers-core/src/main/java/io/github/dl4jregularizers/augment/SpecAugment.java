package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;

/**
 * Warps each sequence in time, and masks bands of features and spans of steps. Made for spectrograms; time masks and
 * warps suit any sequence.
 *
 * <p>Time warp: a step c ~ U(W, n - 1 - W) of the n unmasked steps moves by w ~ U(-W, W). The parts before and behind
 * it are stretched linearly; the first and last step stay. Sequences of fewer than 2 W + 2 steps are not warped.
 * Feature mask: f ~ U{0, .., F} neighboring features from a uniform start. Time mask: t ~ U{0, .., min(T, p n)} steps
 * from a uniform start. By default nothing changes: set at least one of them. The masks' value is 0, the mean of
 * normalized features.
 *
 * <p>A time warp moves labels per step, [batch, classes, time], to the nearest step. Their mask must equal that of the
 * features. {@link #withLabelsInPlace} leaves labels alone, for labels of whole sequences.
 *
 * <p>Paper: Park et al., "SpecAugment: A Simple Data Augmentation Method for Automatic Speech Recognition", Interspeech
 * 2019. Its policy LD: W 80, two masks of F 27, two of T 100, p 1.
 */
public final class SpecAugment extends SequenceAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 13;

    private final double warp;
    private final int featureMasks;
    private final int widestBand;
    private final int timeMasks;
    private final int longestSpan;
    private final double largestShare;
    private final double value;
    private final boolean movesLabels;

    /**
     * Creates an augmentation without masks and warps: set at least one.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing
     */
    public SpecAugment(RNNFormat format, long seed) {
        this(format, seed, 0, new int[4], 1, 0, true);
    }

    private SpecAugment(
            RNNFormat format,
            long seed,
            double warp,
            int[] masks,
            double largestShare,
            double value,
            boolean movesLabels) {
        super(format, seed, STREAM);
        this.warp = warp;
        this.featureMasks = masks[0];
        this.widestBand = masks[1];
        this.timeMasks = masks[2];
        this.longestSpan = masks[3];
        this.largestShare = largestShare;
        this.value = value;
        this.movesLabels = movesLabels;
    }

    private int[] masks() {
        return new int[] {featureMasks, widestBand, timeMasks, longestSpan};
    }

    /**
     * Warps sequences in time.
     *
     * @param steps W, largest move in steps, at least 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if steps is out of its range
     */
    public SpecAugment withTimeWarp(double steps) {
        Arguments.nonNegative("time warp", steps);
        return new SpecAugment(format(), seed(), steps, masks(), largestShare, value, movesLabels);
    }

    /**
     * Masks bands of features.
     *
     * @param count number of masks, at least 0
     * @param widest F, largest number of features in a mask, at least 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SpecAugment withFeatureMasks(int count, int widest) {
        Arguments.atLeast("number of feature masks", count, 0);
        Arguments.atLeast("width of feature masks", widest, 0);
        int[] masks = {count, widest, timeMasks, longestSpan};
        return new SpecAugment(format(), seed(), warp, masks, largestShare, value, movesLabels);
    }

    /**
     * Masks spans of steps.
     *
     * @param count number of masks, at least 0
     * @param longest T, largest number of steps in a mask, at least 0
     * @param share p, largest share of the unmasked steps in a mask, in [0, 1]; 1 or 0.2 in the paper
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SpecAugment withTimeMasks(int count, int longest, double share) {
        Arguments.atLeast("number of time masks", count, 0);
        Arguments.atLeast("length of time masks", longest, 0);
        Arguments.between("share of time masks", share, 0, 1);
        int[] masks = {featureMasks, widestBand, count, longest};
        return new SpecAugment(format(), seed(), warp, masks, share, value, movesLabels);
    }

    /**
     * Sets the value of masked features.
     *
     * @param constant finite; 0 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if constant is not finite
     */
    public SpecAugment withFill(double constant) {
        Arguments.finite("fill", constant);
        return new SpecAugment(format(), seed(), warp, masks(), largestShare, constant, movesLabels);
    }

    /**
     * Leaves labels where they are.
     *
     * @return a new augmentation, at the beginning of its draws
     */
    public SpecAugment withLabelsInPlace() {
        return new SpecAugment(format(), seed(), warp, masks(), largestShare, value, false);
    }

    @Override
    boolean movesSteps() {
        return warp > 0 && movesLabels;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape, int first, int end) {
        List<Change> changes = new ArrayList<>();
        int steps = end - first;
        double last = steps - 1;
        if (warp > 0 && last > 2 * warp) {
            double center = random.between(warp, last - warp);
            double moved = center + random.between(-warp, warp);
            if (moved > 0 && moved < last) {
                Resampling between = new Resampling(Interpolation.BILINEAR, new Fill());
                changes.add(new TimeWarp(shape, first, end, center, moved, between));
            }
        }
        for (int i = 0; i < featureMasks; i++) {
            int width = random.nextInt(Math.min(widestBand, shape.channels) + 1);
            int lowest = random.nextInt(shape.channels - width + 1);
            changes.add(new FeatureMask(shape, lowest, lowest + width, first, end, value));
        }
        for (int i = 0; i < timeMasks; i++) {
            int length = random.nextInt((int) Math.min(longestSpan, largestShare * steps) + 1);
            int start = first + random.nextInt(steps - length + 1);
            changes.add(new FeatureMask(shape, 0, shape.channels, start, start + length, value));
        }
        return new Chain(shape, changes);
    }
}
