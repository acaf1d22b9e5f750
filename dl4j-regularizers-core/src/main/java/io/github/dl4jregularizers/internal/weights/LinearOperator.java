package io.github.dl4jregularizers.internal.weights;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A linear map and its transpose. Results are new arrays. */
public interface LinearOperator {

    /** Returns the type of the arrays that the operator takes. */
    DataType dataType();

    /** Returns the shape of {@link #apply}'s argument. */
    long[] inputShape();

    /** Applies the map. */
    INDArray apply(INDArray input);

    /** Applies the transpose, from outputs to inputs. */
    INDArray transposed(INDArray output);

    /** Returns the largest number of singular values above 0. */
    long rank();

    /** Creates the operator of a matrix, applied to columns of the shorter side. */
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
