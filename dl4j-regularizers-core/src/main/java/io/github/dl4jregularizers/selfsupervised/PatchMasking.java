package io.github.dl4jregularizers.selfsupervised;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/**
 * Makes batches for a masked autoencoder: a random share of patches is set to 0, and the loss covers these alone.
 *
 * <p>Labels become the original features, and the labels mask is 1 on masked patches. The number of masked patches,
 * round(share x patches), is equal for all examples. Each has its own random choice, keyed by the seed and the number
 * of the example.
 *
 * <p>Shapes: images [batch, channels, height, width] for a {@code CnnLossLayer}, with square patches over all channels;
 * sequences [batch, features, time] for an {@code RnnOutputLayer}, with stretches of time; rows [batch, features] for
 * an {@code OutputLayer}, with stretches of columns. DL4J cannot score images with masks channels last. It sums the
 * loss over masked positions: {@code new ScaledLoss(1.0 / maskedPixels, new LossMSE())} is the mean over them, as in
 * the paper. Padded steps of sequences do not count. Preprocessors that normalize come before.
 *
 * <p>Errors: {@code IllegalArgumentException} at a batch whose size is no multiple of the patch.
 *
 * <p>Paper: He et al., "Masked Autoencoders Are Scalable Vision Learners", CVPR 2022: share 0.75, patches of 16 pixels.
 */
public final class PatchMasking implements DataSetPreProcessor {

    private static final long serialVersionUID = 1L;

    private static final int IMAGE_RANK = 4;

    private final int patch;
    private final double share;
    private final long seed;
    private final AtomicLong seen = new AtomicLong();

    /**
     * Masks patches.
     *
     * @param patch side of a patch in pixels, or length in steps or columns; at least 1
     * @param share of masked patches, in (0, 1)
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public PatchMasking(int patch, double share, long seed) {
        this.patch = Arguments.atLeast("patch", patch, 1);
        this.share = Arguments.properShare("share", share);
        this.seed = seed;
    }

    @Override
    public void preProcess(DataSet batch) {
        INDArray features = batch.getFeatures();
        if (features == null || features.isEmpty()) {
            return;
        }
        if (features.rank() < 2 || features.rank() > IMAGE_RANK) {
            throw Arguments.invalid("rank of the features", "2, 3 or 4", features.rank());
        }
        INDArray masked = masked(features);
        batch.setLabels(features);
        batch.setFeatures(features.mul(broadcast(masked, features).rsub(1)));
        INDArray steps = batch.getFeaturesMaskArray();
        batch.setLabelsMaskArray(
                features.rank() == 3 && steps != null ? masked.mul(steps.castTo(masked.dataType())) : masked);
    }

    /** Returns 1 on masked positions: [batch, columns], [batch, time], or an image of one channel. */
    private INDArray masked(INDArray features) {
        boolean images = features.rank() == IMAGE_RANK;
        int rows = images ? (int) features.size(2) : 1;
        int columns = (int) features.size(features.rank() - 1);
        int patchRows = images ? patch : 1;
        if (rows % patchRows != 0 || columns % patch != 0) {
            throw Arguments.invalid(
                    "features",
                    "of a size that is a multiple of the patch, " + patch,
                    Arrays.toString(features.shape()));
        }
        int across = columns / patch;
        int examples = (int) features.size(0);
        float[] mask = new float[examples * rows * columns];
        long first = seen.getAndAdd(examples);
        for (int i = 0; i < examples; i++) {
            boolean[] chosen = chosen(rows / patchRows * across, SplitMix.keyed(seed, first + i));
            for (int at = 0; at < rows * columns; at++) {
                int row = at / columns;
                int column = at % columns;
                mask[i * rows * columns + at] = chosen[row / patchRows * across + column / patch] ? 1 : 0;
            }
        }
        long[] shape = images ? new long[] {examples, 1, rows, columns} : new long[] {examples, columns};
        return Backend.current().transfer().array(mask, type(features), shape);
    }

    private static DataType type(INDArray features) {
        return features.dataType().isFPType() ? features.dataType() : DataType.FLOAT;
    }

    private static INDArray broadcast(INDArray mask, INDArray features) {
        INDArray fitting = features.rank() == 3 ? mask.reshape(mask.size(0), 1, mask.size(1)) : mask;
        return fitting.broadcast(features.ulike());
    }

    /** Chooses the rounded share of patches by a partial shuffle. */
    private boolean[] chosen(int patches, SplitMix random) {
        int[] order = new int[patches];
        Arrays.setAll(order, i -> i);
        boolean[] chosen = new boolean[patches];
        long count = Math.round(share * patches);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(patches - i);
            chosen[order[other]] = true;
            order[other] = order[i];
        }
        return chosen;
    }
}
