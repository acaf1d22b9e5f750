package io.github.dl4jregularizers.internal.weights;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A linear map and its transpose. Results are new arrays. */
public interface LinearOperator {

    /** The type of the arrays that the operator takes. */
    DataType dataType();

    /** The shape of {@link #apply}'s argument. */
    long[] inputShape();

    /** The map. */
    INDArray apply(INDArray input);

    /** The transpose, from outputs to inputs. */
    INDArray transposed(INDArray output);

    /** The largest number of singular values above 0. */
    long rank();

    /** A matrix, applied to columns of the shorter side. */
    static LinearOperator of(INDArray matrix) {
        INDArray narrow = matrix.rows() < matrix.columns() ? matrix.transpose() : matrix;
        INDArray wide = narrow.transpose();
        return new LinearOperator() {
            @Override
            public DataType dataType() {
                return matrix.dataType();
            }

            @Override
            public long[] inputShape() {
                return new long[] {narrow.columns(), 1};
            }

            @Override
            public INDArray apply(INDArray input) {
                return narrow.mmul(input);
            }

            @Override
            public INDArray transposed(INDArray output) {
                return wide.mmul(output);
            }

            @Override
            public long rank() {
                return narrow.columns();
            }
        };
    }
}
