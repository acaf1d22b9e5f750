package io.github.dl4jregularizers.depth;

import java.util.Arrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies and sums of arrays of the usual and of {@link ChannelsLast} order, mixed, in one pass over memory: through views
 * ND4J takes up to a hundred times as long.
 */
final class PassKernel {

    private PassKernel() {}

    /** to = from. */
    static void copy(INDArray from, INDArray to) {
        if (!computes(from, to)) {
            to.assign(from);
            return;
        }
        forEachTile(
                (memory, offset, tile, other) -> {
                    memory[0].read(tile, offset);
                    memory[1].write(tile, offset);
                },
                from,
                to);
    }

    /** A copy in the usual order. */
    static INDArray usualCopy(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        INDArray copy = workspaces.createUninitialized(space, array.dataType(), array.shape(), 'c');
        copy(array, copy);
        return copy;
    }

    /** sum += addend. */
    static void add(INDArray sum, INDArray addend) {
        add(sum, addend, sum);
    }

    /** sum = first + second; the sum may be the first. */
    static void add(INDArray first, INDArray second, INDArray sum) {
        if (!computes(first, second, sum)) {
            (sum == first ? sum : sum.assign(first)).addi(second);
            return;
        }
        forEachTile(
                (memory, offset, tile, other) -> {
                    memory[0].read(tile, offset);
                    memory[1].read(other, offset);
                    tile.add(other);
                    memory[2].write(tile, offset);
                },
                first,
                second,
                sum);
    }

    /** Whether Java can get at all elements, which are of one type and in one of the two orders. */
    static boolean computes(INDArray... arrays) {
        return Arrays.stream(arrays)
                .allMatch(array -> Tile.isSupported(array)
                        && array.dataType() == arrays[0].dataType()
                        && Arrays.equals(array.shape(), arrays[0].shape())
                        && (Tile.isDense(array) || ChannelsLast.is(array)));
    }

    /** Work on the same elements of several arrays. */
    interface TileWork {
        void run(TileMemory[] memory, int offset, Tile tile, Tile other);
    }

    /** Calls the work for all elements of arrays that {@link #computes} accepts, a tile at a time. */
    static void forEachTile(TileWork work, INDArray... arrays) {
        boolean usual = Arrays.stream(arrays).allMatch(Tile::isDense);
        PositionRuns runs = usual ? PositionRuns.ofAny(arrays[0]) : new PositionRuns(arrays[0]);
        runs.forEach(run -> {
            TileMemory[] memory = Arrays.stream(arrays)
                    .map(usual ? TileMemory::of : TileMemory::asChannelsLast)
                    .toArray(TileMemory[]::new);
            Tile tile = run.tile();
            Tile other = run.tile();
            for (int offset = run.start; offset < run.end; offset += run.length) {
                work.run(memory, offset, tile, other);
            }
        });
    }
}
