package io.github.dl4jregularizers.loss;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link NtXentLoss} of one batch, as operations on the device, in double precision. */
final class ContrastivePairs {

    /** Makes the exponential of a similarity 0. The product with 0 stays finite. */
    private static final double EXCLUDED = -1e30;

    /** As in torch's {@code normalize}. */
    private static final double SMALLEST_NORM = 1e-12;

    private final double temperature;
    /** 1 for rows of pairs without a mask, [rows, 1]. */
    private final INDArray kept;

    private final INDArray norms;
    private final INDArray directions;
    private final INDArray partners;
    private final SoftmaxColumns softmax;

    ContrastivePairs(INDArray rows, INDArray mask, double temperature) {
        this.temperature = temperature;
        long count = rows.size(0);
        kept = mask == null
                ? Nd4j.ones(DataType.DOUBLE, count, 1)
                : present(mask).muli(swapped(present(mask)));
        INDArray doubles = rows.castTo(DataType.DOUBLE);
        INDArray values = mask == null ? doubles : Columns.whereNonzero(kept.broadcast(doubles.ulike()), doubles);
        norms = values.norm2(true, 1);
        directions = values.divColumnVector(Transforms.max(norms, SMALLEST_NORM, true));
        INDArray identity = Nd4j.eye(count).castTo(DataType.DOUBLE);
        partners = swapped(identity);
        INDArray similarities = directions.mmul(directions.transpose()).divi(temperature);
        similarities.addi(identity.mul(EXCLUDED));
        similarities.addiRowVector(kept.rsub(1).muli(EXCLUDED).reshape(count));
        softmax = new SoftmaxColumns(similarities);
    }

    private static INDArray present(INDArray mask) {
        return mask.neq(0).castTo(DataType.DOUBLE);
    }

    /** Exchanges the first half of the rows with the second. */
    private static INDArray swapped(INDArray rows) {
        long half = rows.size(0) / 2;
        return Nd4j.concat(
                0,
                rows.get(NDArrayIndex.interval(half, 2 * half), NDArrayIndex.all()),
                rows.get(NDArrayIndex.interval(0, half), NDArrayIndex.all()));
    }

    /** One per row, [rows, 1]. */
    INDArray losses() {
        return Columns.times(kept, softmax.logProbabilities.mul(partners).sum(true, 1))
                .negi();
    }

    /** With respect to the rows. */
    INDArray gradient() {
        INDArray logits =
                softmax.probabilities.sub(partners).muliColumnVector(kept).divi(temperature);
        INDArray ofDirections = logits.add(logits.transpose()).mmul(directions);
        INDArray radial = ofDirections.mul(directions).sum(true, 1);
        INDArray tangential = ofDirections.subi(directions.mulColumnVector(radial));
        INDArray hasDirection = norms.gt(SMALLEST_NORM).castTo(DataType.DOUBLE);
        return tangential
                .diviColumnVector(Transforms.max(norms, SMALLEST_NORM, true))
                .muliColumnVector(hasDirection);
    }
}
