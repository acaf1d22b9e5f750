package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.DropBlock.Scaling;
import io.github.dl4jregularizers.dropout.DropBlock.SeedRate;
import io.github.dl4jregularizers.dropout.MaskShape;
import java.util.List;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DropBlock on maps and sequences. */
final class DropBlockRows {

    private static final DropRate RATE = DropRate.of(0.3);
    private static final int SIDE = 2;

    private DropBlockRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row("DropBlock", Input.CONVOLUTIONAL, MaskShape.PER_ELEMENT, SeedRate.EXACT, Scaling.BY_DROP_RATE)
                        .noiseVariance(0.3 / 0.7),
                row("DropBlock", Input.RECURRENT, MaskShape.PER_ELEMENT, SeedRate.EXACT, Scaling.BY_DROP_RATE)
                        .noiseVariance(0.3 / 0.7),
                row(
                        "DropBlock of the paper, shared",
                        Input.CONVOLUTIONAL,
                        MaskShape.SAME_OVER_CHANNELS,
                        SeedRate.PAPER,
                        Scaling.BY_KEPT_SHARE));
    }

    private static LayerCase row(String name, Input input, MaskShape shape, SeedRate seedRate, Scaling scaling) {
        DataFormat first = input.channelsFirst();
        return LayerCase.dropout(name, input, format -> block(RATE, SIDE, shape, format, seedRate, scaling))
                .reference(reference(shape == MaskShape.PER_ELEMENT, seedRate, scaling))
                .skip(
                        LayerProperty.GLOBAL_INSTANCE_SERVES_ALL_LAYERS,
                        "output layers hand dropout a matrix, which has no maps to drop blocks of")
                .unlike(
                        () -> block(DropRate.of(0.31), SIDE, shape, first, seedRate, scaling),
                        () -> block(RATE, 3, shape, first, seedRate, scaling),
                        () -> block(RATE, SIDE, other(shape), first, seedRate, scaling),
                        () -> block(RATE, SIDE, shape, RNNFormat.NWC, seedRate, scaling),
                        () -> block(RATE, SIDE, shape, first, other(seedRate), scaling),
                        () -> block(RATE, SIDE, shape, first, seedRate, other(scaling)))
                .rejects("dropRate", "given", null, () -> new DropBlock(null, SIDE))
                .rejects("blockSize", ">= 1", 0, () -> new DropBlock(RATE, 0))
                .rejects("maskShape", "given", null, () -> new DropBlock.Builder(RATE, SIDE)
                        .maskShape(null)
                        .build())
                .rejects("maskShape", "SAME_OVER_CHANNELS", MaskShape.PER_CHANNEL, () -> new DropBlock.Builder(
                                RATE, SIDE)
                        .maskShape(MaskShape.PER_CHANNEL)
                        .build())
                .rejects("seedRate", "given", null, () -> block(RATE, SIDE, shape, first, null, scaling))
                .rejects("scaling", "given", null, () -> block(RATE, SIDE, shape, first, seedRate, null));
    }

    private static DropBlock block(
            DropRate rate, int side, MaskShape shape, DataFormat format, SeedRate seedRate, Scaling scaling) {
        return new DropBlock.Builder(rate, side)
                .maskShape(shape)
                .dataFormat(format)
                .seedRate(seedRate)
                .scaling(scaling)
                .build();
    }

    private static MaskShape other(MaskShape shape) {
        return shape == MaskShape.PER_ELEMENT ? MaskShape.SAME_OVER_CHANNELS : MaskShape.PER_ELEMENT;
    }

    private static SeedRate other(SeedRate seedRate) {
        return seedRate == SeedRate.EXACT ? SeedRate.PAPER : SeedRate.EXACT;
    }

    private static Scaling other(Scaling scaling) {
        return scaling == Scaling.BY_DROP_RATE ? Scaling.BY_KEPT_SHARE : Scaling.BY_DROP_RATE;
    }

    /** For each activation, looks whether any block that covers it has a seed. */
    private static ForwardReference reference(boolean ownChannels, SeedRate seedRate, Scaling scaling) {
        return (input, parameters) -> {
            boolean sequences = input.rank() == 3;
            INDArray maps = sequences ? input.reshape(input.size(0), input.size(1), 1, input.size(2)) : input;
            int rows = sequences ? 1 : SIDE;
            long places = maps.size(2) - rows + 1;
            long across = maps.size(3) - SIDE + 1;
            double seed = seedRate == SeedRate.EXACT
                    ? exact(maps.size(2), maps.size(3), rows)
                    : 0.3 * maps.size(2) * maps.size(3) / (rows * SIDE * places * across);
            INDArray kept = maps.like();
            NdIndexIterator indices = new NdIndexIterator('c', maps.shape());
            while (indices.hasNext()) {
                long[] at = indices.next();
                long map = ownChannels ? at[0] * maps.size(1) + at[1] : at[0];
                boolean dropped = false;
                for (long i = Math.max(0, at[2] - rows + 1); i <= Math.min(at[2], places - 1); i++) {
                    for (long j = Math.max(0, at[3] - SIDE + 1); j <= Math.min(at[3], across - 1); j++) {
                        dropped |= ReplayNoise.uniform((map * places + i) * across + j) >= 1 - seed;
                    }
                }
                kept.putScalar(at, dropped ? 0 : 1);
            }
            double share =
                    scaling == Scaling.BY_DROP_RATE ? 0.7 : kept.meanNumber().doubleValue();
            return maps.mul(kept).divi(share).reshape(input.shape());
        };
    }

    /** The seeds' probability that drops 0.3 of the activations, by bisection over every position. */
    private static double exact(long height, long width, int rows) {
        double low = 0;
        double high = 1;
        for (int step = 0; step < 100; step++) {
            double seed = (low + high) / 2;
            double retained = 0;
            for (long i = 0; i < height; i++) {
                for (long j = 0; j < width; j++) {
                    retained += Math.pow(1 - seed, cover(i, height, rows) * cover(j, width, SIDE));
                }
            }
            if (retained / (height * width) > 0.7) {
                low = seed;
            } else {
                high = seed;
            }
        }
        return low;
    }

    private static double cover(long at, long length, int side) {
        double cover = 0;
        for (long start = 0; start + side <= length; start++) {
            cover += start <= at && at < start + side ? 1 : 0;
        }
        return cover;
    }
}
