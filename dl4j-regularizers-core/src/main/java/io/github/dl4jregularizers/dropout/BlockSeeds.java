package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.dropout.DropBlock.SeedRate;
import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Positions where a block of DropBlock fits, and the probability of a seed. A sequence is a map of one row. */
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
     * Computes the seed probability for a mask.
     *
     * @param mask shape of the mask, rank 3 or 4
     * @param firstAxis the first axis of the map
     * @param blockSize side of a block; clamped to the map
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

    /** Returns the probability of a seed. */
    double probability() {
        return probability;
    }

    private double paper() {
        double area = (double) blockHeight * blockWidth;
        double positions = (height - blockHeight + 1.0) * (width - blockWidth + 1.0);
        return dropRate * height * width / (area * positions);
    }

    /**
     * Solves mean over positions of (1 - probability)^cover = 1 - dropRate for s = -log(1 - probability). The left
     * side is decreasing and convex in s, and the start lies below the root: Newton's method converges from below.
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

    /** Counts, for n = 1, 2, .., the positions along an axis that n block placements cover. */
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

    /** Returns the shape of the seeds: one per block placement, in the layout of the mask. */
    long[] shape(long[] mask) {
        long[] shape = mask.clone();
        shape[columnAxis] = width - blockWidth + 1;
        if (rowAxis >= 0) {
            shape[rowAxis] = height - blockHeight + 1;
        }
        return shape;
    }

    /** Sets the block of each seed to 0. A seed is a 0 in an array of {@link #shape}. */
    void drop(INDArray seeds, INDArray mask) {
        Backend.current().blockMask().drop(seeds, mask, rowAxis < 0 ? columnAxis : rowAxis, blockWidth);
    }
}
