package io.github.dl4jregularizers.depth;

import java.nio.Buffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where tiles come from and go to. For one thread. */
interface TileMemory {

    /** The memory of an array without gaps, in the order in which it is. */
    static TileMemory of(INDArray array) {
        Buffer memory = Tile.memory(array);
        return new TileMemory() {
            @Override
            public void read(Tile tile, int offset) {
                tile.read(memory, offset);
            }

            @Override
            public void write(Tile tile, int offset) {
                tile.write(memory, offset);
            }
        };
    }

    /** The memory of an array of the usual order as if it were in {@link ChannelsLast} order; tiles are of whole positions. */
    static TileMemory asChannelsLast(INDArray array) {
        if (ChannelsLast.is(array)) {
            return of(array);
        }
        Buffer memory = Tile.memory(array);
        int channels = (int) array.size(1);
        int plane = (int) (array.length() / array.size(0) / channels);
        return new TileMemory() {
            @Override
            public void read(Tile tile, int offset) {
                forEachPiece(
                        tile.length,
                        offset,
                        (from, first, count) -> tile.readRows(memory, from, plane, first, count, channels));
            }

            @Override
            public void write(Tile tile, int offset) {
                forEachPiece(
                        tile.length,
                        offset,
                        (from, first, count) -> tile.writeRows(memory, from, plane, first, count, channels));
            }

            private void forEachPiece(int length, int offset, Piece piece) {
                int positions = length / channels;
                for (int done = 0, count; done < positions; done += count) {
                    int position = offset / channels + done;
                    int inPlane = position % plane;
                    count = Math.min(positions - done, plane - inPlane);
                    piece.move(position / plane * channels * plane + inPlane, done, count);
                }
            }
        };
    }

    /** Neighbouring positions of one example. */
    interface Piece {
        void move(int memoryOffset, int firstPosition, int positions);
    }

    void read(Tile tile, int offset);

    void write(Tile tile, int offset);
}
