package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Threads;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The rows of one call of a loss, on the heap. */
final class HostRows {

    private static final int ELEMENTS_PER_TASK = 1 << 14;

    private final RowLoss loss;
    private final HostMatrix given;
    private final HostMatrix predicted;
    private final HostMatrix factors;

    HostRows(RowLoss loss, INDArray labels, INDArray preOutput, INDArray mask) {
        this.loss = loss;
        this.given = HostMatrix.of(labels);
        this.predicted = HostMatrix.of(preOutput);
        this.factors = mask == null ? null : HostMatrix.of(mask);
    }

    static double score(double[] losses, boolean average) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return average ? sum / losses.length : sum;
    }

    /** Returns the losses of the rows. Their gradient goes into the given matrix of zeros, if there is one. */
    double[] losses(HostMatrix gradient) {
        int rows = predicted.rows();
        double[] losses = new double[rows];
        int rowsPerTask = Math.max(1, ELEMENTS_PER_TASK / predicted.columns());
        Threads.forEach((rows + rowsPerTask - 1) / rowsPerTask, task -> {
            RowLoss.RowFunction function = loss.rowFunction(predicted.columns());
            double[] outputs = new double[predicted.columns()];
            double[] targets = new double[given.columns()];
            double[] weights = new double[given.columns()];
            double[] derivatives = new double[predicted.columns()];
            int end = Math.min(rows, (task + 1) * rowsPerTask);
            for (int row = task * rowsPerTask; row < end; row++) {
                if (readMask(row, weights)) {
                    predicted.read(row, outputs);
                    given.read(row, targets);
                    losses[row] = function.compute(targets, outputs, weights, derivatives);
                    if (gradient != null) {
                        gradient.write(row, derivatives);
                    }
                }
            }
        });
        return losses;
    }

    /** Reads the factors of a row. Returns false if all are 0. */
    private boolean readMask(int row, double[] weights) {
        if (factors == null) {
            Arrays.fill(weights, 1);
            return true;
        }
        if (factors.columns() == 1) {
            double[] factor = new double[1];
            factors.read(row, factor);
            Arrays.fill(weights, factor[0]);
        } else {
            factors.read(row, weights);
        }
        for (double weight : weights) {
            if (weight != 0) {
                return true;
            }
        }
        return false;
    }
}
