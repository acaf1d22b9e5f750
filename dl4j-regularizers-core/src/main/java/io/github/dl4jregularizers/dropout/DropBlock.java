package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.DataFormats;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops contiguous blocks of feature maps: dropout for convolutional layers, whose neighboring activations are
 * correlated.
 *
 * <p>Formula: y = x m / (1 - d) with the drop rate d. Each position where a b x b block fits is a seed with probability
 * gamma. The mask m is 0 in the block of each seed, 1 elsewhere. By default the expected share of zeros is exactly d:
 * gamma solves mean over positions of 1 - (1 - gamma)^cover = d. Cover counts the blocks that can cover a position.
 * {@link SeedRate#PAPER} uses the paper's approximation, which drops less. Identity at inference.
 *
 * <p>Shapes: [batch, channels, height, width], or channels last. In sequences [batch, channels, time], segments of b
 * steps are dropped. The side of a block is clamped to min(b, height, width).
 *
 * <p>Defaults: blocks per channel ({@link MaskShape#PER_ELEMENT}), {@link SeedRate#EXACT}, {@link
 * Scaling#BY_DROP_RATE}. The data format is that of the input type in a {@link NoiseLayer}, and channels first
 * elsewhere. The paper ramps up the drop rate: {@code DropRate.ramp(0, 0.1, iterations)}.
 *
 * <p>Errors: activations of another rank.
 *
 * <p>Paper: Ghiasi, Lin and Le, "DropBlock: A regularization method for convolutional networks", NeurIPS 2018.
 */
public final class DropBlock extends MaskedDropout {

    /** Rule for gamma, the probability of a seed. */
    public enum SeedRate {
        /** The expected share of dropped activations equals the drop rate. */
        EXACT,
        /** The paper's d H W / (b^2 (H - b + 1) (W - b + 1)), which ignores overlap: the share is below d. */
        PAPER
    }

    /** Factor of retained activations. */
    public enum Scaling {
        /** 1 / (1 - d), independent of the batch. */
        BY_DROP_RATE,
        /** The paper's count / kept over the whole batch, 0 if nothing is kept. Couples the examples of a batch. */
        BY_KEPT_SHARE
    }

    private static final EnumSet<MaskShape> MASK_SHAPES =
            EnumSet.of(MaskShape.PER_ELEMENT, MaskShape.SAME_OVER_CHANNELS);

    private final int blockSize;
    private final SeedRate seedRate;
    private final Scaling scaling;
    private transient BlockSeeds seeds;

    /**
     * Drops blocks per channel.
     *
     * @param dropRate drop rate d, the expected share of dropped activations
     * @param blockSize side b of a block, at least 1
     * @throws IllegalArgumentException if dropRate is missing or blockSize is less than 1
     */
    public DropBlock(DropRate dropRate, int blockSize) {
        this(dropRate, blockSize, null);
    }

    /**
     * Drops blocks per channel, in one data format.
     *
     * @param dropRate drop rate d, the expected share of dropped activations
     * @param blockSize side b of a block, at least 1
     * @param dataFormat format of the activations; null for that of the input type in a {@link NoiseLayer}, and for
     *     channels first elsewhere
     * @throws IllegalArgumentException if dropRate is missing or blockSize is less than 1
     */
    public DropBlock(DropRate dropRate, int blockSize, DataFormat dataFormat) {
        this(dropRate, blockSize, MaskShape.PER_ELEMENT, dataFormat, SeedRate.EXACT, Scaling.BY_DROP_RATE);
    }

    @JsonCreator
    private DropBlock(
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("blockSize") int blockSize,
            @JsonProperty("maskShape") MaskShape maskShape,
            @JsonProperty("dataFormat") DataFormat dataFormat,
            @JsonProperty("seedRate") SeedRate seedRate,
            @JsonProperty("scaling") Scaling scaling) {
        super(dropRate, maskShape, dataFormat);
        if (!MASK_SHAPES.contains(maskShape)) {
            throw Arguments.invalid("maskShape of a DropBlock", "one of " + MASK_SHAPES, maskShape);
        }
        this.blockSize = Arguments.atLeast("blockSize", blockSize, 1);
        this.seedRate = Arguments.required("seedRate", seedRate);
        this.scaling = Arguments.required("scaling", scaling);
    }

    @Override
    long[] shapeOfDraws(long[] activations) {
        if (activations.length != 3 && activations.length != 4) {
            throw Arguments.invalid(
                    "activations under DropBlock",
                    "feature maps, [batch, channels, height, width], or sequences, [batch, channels, time]",
                    "of shape " + Arrays.toString(activations));
        }
        return super.shapeOfDraws(activations);
    }

    @Override
    protected void fillMask(INDArray mask, double dropRate, NoiseSource noise) {
        BlockSeeds blocks = seedsFor(mask.shape(), dropRate);
        INDArray drawn = Nd4j.createUninitialized(mask.dataType(), blocks.shape(mask.shape()), 'c');
        noise.bernoulli(drawn, 1 - blocks.probability());
        boolean byDropRate = scaling == Scaling.BY_DROP_RATE;
        mask.assign(byDropRate ? 1 / (1 - dropRate) : 1);
        blocks.drop(drawn, mask);
        if (!byDropRate) {
            // No blocking read; a share of 0 leaves the mask 0.
            mask.divi(Transforms.max(mask.mean(), Float.MIN_NORMAL, false));
        }
    }

    @Override
    public boolean drawsPerExample() {
        return scaling == Scaling.BY_DROP_RATE;
    }

    private BlockSeeds seedsFor(long[] shape, double dropRate) {
        if (seeds == null || !seeds.isFor(shape, dropRate)) {
            int firstAxis = DataFormats.isChannelsLast(dataFormat()) ? 1 : 2;
            seeds = new BlockSeeds(shape, firstAxis, blockSize, dropRate, seedRate);
        }
        return seeds;
    }

    @Override
    Object level() {
        return super.level() + ", block " + blockSize;
    }

    @Override
    boolean dependsOnFormat() {
        return true;
    }

    @Override
    void requireFits(InputType input, String layer) {
        if (input.getType() != InputType.Type.CNN && input.getType() != InputType.Type.RNN) {
            throw Arguments.invalid(
                    "input of " + layer, "feature maps (convolutional) or sequences (recurrent) for " + this, input);
        }
        super.requireFits(input, layer);
    }

    /**
     * Returns the side of a block.
     *
     * @return as given
     */
    public int blockSize() {
        return blockSize;
    }

    /**
     * Returns the rule for the seed probability.
     *
     * @return as given
     */
    public SeedRate seedRate() {
        return seedRate;
    }

    /**
     * Returns the factor of retained activations.
     *
     * @return as given
     */
    public Scaling scaling() {
        return scaling;
    }

    @Override
    public boolean equals(Object other) {
        if (!super.equals(other)) {
            return false;
        }
        DropBlock that = (DropBlock) other;
        return blockSize == that.blockSize && seedRate == that.seedRate && scaling == that.scaling;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), blockSize, seedRate, scaling);
    }

    /** Builds a {@link DropBlock}. */
    public static final class Builder {

        private final DropRate dropRate;
        private final int blockSize;
        private MaskShape maskShape = MaskShape.PER_ELEMENT;
        private DataFormat dataFormat;
        private SeedRate seedRate = SeedRate.EXACT;
        private Scaling scaling = Scaling.BY_DROP_RATE;

        /**
         * Starts a builder.
         *
         * @param dropRate drop rate d
         * @param blockSize side b of a block, at least 1
         */
        public Builder(DropRate dropRate, int blockSize) {
            this.dropRate = dropRate;
            this.blockSize = blockSize;
        }

        /**
         * Sets which elements share a draw. Default: {@link MaskShape#PER_ELEMENT}, blocks per channel.
         *
         * @param shape PER_ELEMENT or SAME_OVER_CHANNELS
         * @return this builder
         */
        public Builder maskShape(MaskShape shape) {
            maskShape = shape;
            return this;
        }

        /**
         * Sets the format of the activations. Default: that of the input type in a {@link NoiseLayer}, channels first
         * elsewhere.
         *
         * @param format a {@code CNN2DFormat} or {@code RNNFormat}
         * @return this builder
         */
        public Builder dataFormat(DataFormat format) {
            dataFormat = format;
            return this;
        }

        /**
         * Sets how gamma is computed. Default: {@link SeedRate#EXACT}.
         *
         * @param rate exact, or the paper's
         * @return this builder
         */
        public Builder seedRate(SeedRate rate) {
            seedRate = rate;
            return this;
        }

        /**
         * Sets the scaling of retained activations. Default: {@link Scaling#BY_DROP_RATE}.
         *
         * @param factor by the drop rate, or the paper's
         * @return this builder
         */
        public Builder scaling(Scaling factor) {
            scaling = factor;
            return this;
        }

        /**
         * Builds the noise.
         *
         * @return a new DropBlock
         * @throws IllegalArgumentException if a value is missing or outside its range
         */
        public DropBlock build() {
            return new DropBlock(dropRate, blockSize, maskShape, dataFormat, seedRate, scaling);
        }
    }
}
