package io.github.dl4jregularizers.loss;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rows of one call of a loss, on the device: masked rows as zeros, and results times the mask. */
final class DeviceRows {

    private final INDArray mask;
    private final INDArray losses;
    private final INDArray gradient;

    DeviceRows(RowLoss loss, INDArray labels, INDArray preOutput, INDArray mask) {
        this.mask = mask == null ? null : mask.castTo(DataType.DOUBLE);
        INDArray outputs = kept(preOutput);
        gradient = Nd4j.createUninitialized(DataType.DOUBLE, preOutput.shape(), 'c');
        losses = loss.columnFunction(kept(labels), outputs, gradient);
    }

    private INDArray kept(INDArray values) {
        INDArray doubles = values.castTo(DataType.DOUBLE);
        return mask == null ? doubles : Columns.whereNonzero(maskFor(doubles), doubles);
    }

    /** A mask per label fits outputs of the same number. */
    private INDArray maskFor(INDArray values) {
        return mask.equalShapes(values) ? mask : mask.broadcast(values.ulike());
    }

    /** One read. */
    double score(boolean average) {
        double sum = masked(losses).sumNumber().doubleValue();
        return average ? sum / losses.size(0) : sum;
    }

    /** Per row, [rows, 1]. */
    INDArray losses(DataType type) {
        return masked(losses).sum(true, 1).castTo(type);
    }

    INDArray gradient(DataType type) {
        return masked(gradient).castTo(type);
    }

    private INDArray masked(INDArray values) {
        return mask == null ? values : values.mul(maskFor(values));
    }
}
