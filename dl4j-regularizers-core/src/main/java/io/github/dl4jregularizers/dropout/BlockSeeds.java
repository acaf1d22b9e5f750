package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.dropout.DropBlock.SeedRate;
import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The positions of a map where a block of DropBlock fits: how often to seed a block there, and what the seeds drop. A
 * sequence is a map of one row. Immutable.
 */
final class BlockSeeds {

    private final int rank;
    private final long height;
    private final long width;
    private final double dropRate;
    private final int rowAxis;
    private final int columnAxis;
    private final int blockHeight;
    private final int blockWidth;
    private final double probability;

    /**
     * Seeds for a mask of maps or sequences.
     *
     * @param mask shape of the mask, of rank 3 or 4
     * @param firstAxis the first axis of the map
     * @param blockSize side of a block, before it is clamped to the map
     */
    BlockSeeds(long[] mask, int firstAxis, int blockSize, double dropRate, SeedRate seedRate) {
        this.rank = mask.length;
        boolean sequences = rank == 3;
        this.rowAxis = sequences ? -1 : firstAxis;
        this.columnAxis = sequences ? firstAxis : firstAxis + 1;
        this.height = sequences ? 1 : mask[rowAxis];
        this.width = mask[columnAxis];
        long side = Math.min(blockSize, sequences ? width : Math.min(height, width));
        this.blockHeight = sequences ? 1 : (int) side;
        this.blockWidth = (int) side;
        this.dropRate = dropRate;
        this.probability = seedRate == SeedRate.PAPER ? paper() : exact();
    }

    boolean isFor(long[] mask, double rate) {
        return dropRate == rate
                && mask.length == rank
                && mask[columnAxis] == width
                && (rowAxis < 0 || mask[rowAxis] == height);
    }

    /** The probability of a seed. */
    double probability() {
        return probability;
    }

    private double paper() {
        double area = (double) blockHeight * blockWidth;
        double positions = (height - blockHeight + 1.0) * (width - blockWidth + 1.0);
        return dropRate * height * width / (area * positions);
    }

    /**
     * Solves mean over positions of (1 - probability)^cover = 1 - dropRate, in s = -log(1 - probability). The left side
     * falls and is convex in s, and s is not too large at the start: Newton's method goes up to the solution.
     */
    private double exact() {
        long[] rows = covers(height, blockHeight);
        long[] columns = covers(width, blockWidth);
        double next = -Math.log1p(-dropRate) / ((rows.length - 1.0) * (columns.length - 1.0));
        double s = 0;
        while (next > s) {
            s = next;
            double excess = dropRate * height * width;
            double slope = 0;
            for (int r = 1; r < rows.length; r++) {
                for (int c = 1; c < columns.length; c++) {
                    double cover = (double) r * c;
                    double positions = (double) rows[r] * columns[c];
                    excess += positions * Math.expm1(-s * cover);
                    slope += positions * cover * Math.exp(-s * cover);
                }
            }
            next = s + excess / slope;
        }
        return -Math.expm1(-s);
    }

    /** How many of the positions along an axis are covered by 1, 2, ... of the places that a block can take there. */
    private static long[] covers(long length, int block) {
        long places = length - block + 1;
        int most = (int) Math.min(block, places);
        long[] counts = new long[most + 1];
        for (long at = 0; at < length; at++) {
            long first = Math.max(0, at - block + 1);
            long last = Math.min(at, places - 1);
            counts[(int) (last - first + 1)]++;
        }
        return counts;
    }

    /** The shape of an array with an element for each place of a block, in the layout of the mask. */
    long[] shape(long[] mask) {
        long[] shape = mask.clone();
        shape[columnAxis] = width - blockWidth + 1;
        if (rowAxis >= 0) {
            shape[rowAxis] = height - blockHeight + 1;
        }
        return shape;
    }

    /** Sets the blocks of all seeds to zero: a seed is a 0 in an array of {@link #shape}. */
    void drop(INDArray seeds, INDArray mask) {
        Backend.current().blockMask().drop(seeds, mask, rowAxis < 0 ? columnAxis : rowAxis, blockWidth);
    }
}
