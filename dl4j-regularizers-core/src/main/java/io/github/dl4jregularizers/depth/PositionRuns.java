package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.Threads;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cuts an array in {@link ChannelsLast} order into runs of tiles, each of whole positions. The cut depends on the shape
 * alone: sums of the runs, added up in order, do not depend on the number of threads.
 */
final class PositionRuns {

    /** Values of a tile: a few of these fill half of a first-level cache. */
    private static final int TILE = 1024;

    private static final int TILES = 32;

    final int channels;
    private final DataType type;
    private final int positions;
    private final int tileLength;

    PositionRuns(INDArray array) {
        this(array, (int) array.size(1));
    }

    private PositionRuns(INDArray array, int channels) {
        type = array.dataType();
        this.channels = channels;
        positions = (int) (array.length() / channels);
        tileLength = Math.min(positions, Math.max(1, TILE / channels)) * channels;
    }

    /** Where neither channels nor order matter. */
    static PositionRuns ofAny(INDArray array) {
        return new PositionRuns(array, 1);
    }

    int positions() {
        return positions;
    }

    double round(double value) {
        return type == DataType.FLOAT ? (float) value : value;
    }

    /** A tile with every channel's value wherever that channel is; for tiles of any run. */
    Tile pattern(double[] perChannel) {
        Tile pattern = Tile.of(type, tileLength);
        for (int i = 0; i < tileLength; i++) {
            pattern.set(i, perChannel[i % channels]);
        }
        return pattern;
    }

    int count() {
        int length = positions * channels;
        int whole = length / tileLength;
        return (whole + TILES - 1) / TILES + (length % tileLength == 0 ? 0 : 1);
    }

    Run run(int index) {
        return new Run(index);
    }

    void forEach(Consumer<Run> work) {
        Threads.forEach(count(), index -> work.accept(run(index)));
    }

    /** Neighbouring tiles of one length, for one thread. */
    final class Run {

        final int index;
        final int start;
        final int end;
        final int length;

        Run(int index) {
            this.index = index;
            int whole = positions * channels / tileLength * tileLength;
            boolean isRest = index * TILES * tileLength >= whole;
            start = isRest ? whole : index * TILES * tileLength;
            end = isRest ? positions * channels : Math.min(start + TILES * tileLength, whole);
            length = isRest ? end - start : tileLength;
        }

        Tile tile() {
            return Tile.of(type, length);
        }

        /** Every channel's sum over the positions of a tile of this run. */
        double[] sums(Tile tile) {
            double[] sums = new double[channels];
            for (int i = 0; i < length; i++) {
                sums[i % channels] += tile.get(i);
            }
            return sums;
        }
    }
}
