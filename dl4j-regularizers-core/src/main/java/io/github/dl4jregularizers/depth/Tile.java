package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.Arguments;
import java.nio.Buffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A run of neighbouring values of an array, copied to the heap: small enough for the processor's first cache, and in
 * the one kind of memory for which Java compiles loops to vector instructions.
 */
abstract class Tile {

    final int length;

    Tile(int length) {
        this.length = length;
    }

    static Tile of(DataType type, int length) {
        return type == DataType.DOUBLE ? new DoubleTile(length) : new FloatTile(length);
    }

    /** Whether Java can get at the elements, and knows their type. */
    static boolean isSupported(INDArray array) {
        return Nd4j.getEnvironment().isCPU()
                && (array.dataType() == DataType.FLOAT || array.dataType() == DataType.DOUBLE);
    }

    /** The memory of an array without gaps; with a position of its own, so every thread needs one. */
    static Buffer memory(INDArray array) {
        if (array.length() * array.dataType().width() > Integer.MAX_VALUE) {
            throw Arguments.invalid(
                    "array",
                    "2 GiB at most, which is what Java can address: a smaller minibatch",
                    array.shapeInfoToString());
        }
        return array.dataType() == DataType.DOUBLE
                ? array.data().asNioDouble().slice()
                : array.data().asNioFloat().slice();
    }

    /** Whether the elements lie in memory in c order, without gaps. */
    static boolean isDense(INDArray array) {
        long expected = 1;
        for (int dimension = array.rank() - 1; dimension >= 0; dimension--) {
            long size = array.size(dimension);
            if (size != 1 && array.stride(dimension) != expected) {
                return false;
            }
            expected *= size;
        }
        return true;
    }

    static double[] values(INDArray vector) {
        Tile tile = of(vector.dataType(), (int) vector.length());
        tile.read(memory(vector), 0);
        double[] values = new double[tile.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = tile.get(i);
        }
        return values;
    }

    static void assign(INDArray vector, double[] values) {
        Tile tile = of(vector.dataType(), values.length);
        for (int i = 0; i < values.length; i++) {
            tile.set(i, values[i]);
        }
        tile.write(memory(vector), 0);
    }

    abstract void read(Buffer source, int offset);

    abstract void write(Buffer target, int offset);

    /**
     * Reads neighbouring positions of an array in which every channel has a row of its own, into a tile that has the
     * channels of a position side by side.
     *
     * @param offset of the first position in the first channel's row
     * @param stride from row to row
     * @param first position of the tile to be set
     */
    abstract void readRows(Buffer source, int offset, int stride, int first, int positions, int channels);

    /** The opposite of {@link #readRows}. */
    abstract void writeRows(Buffer target, int offset, int stride, int first, int positions, int channels);

    abstract double get(int index);

    abstract void set(int index, double value);

    /** this += x. */
    abstract void add(Tile x);

    /** this -= x. */
    abstract void subtract(Tile x);

    /** this += x * y. */
    abstract void addProduct(Tile x, Tile y);

    /** this = (this - centre) * scale + shift. */
    abstract void normalize(Tile centre, Tile scale, Tile shift);

    /** this = this * scale + x * slope + constant. */
    abstract void combine(Tile scale, Tile x, Tile slope, Tile constant);

    /** this = max(this, 0). */
    abstract void rectify();

    /** this = 0 where x is not above 0. */
    abstract void keepWherePositive(Tile x);

    /** this = 0 where x * scale + shift is not above 0. */
    abstract void keepWherePositive(Tile x, Tile scale, Tile shift);
}
