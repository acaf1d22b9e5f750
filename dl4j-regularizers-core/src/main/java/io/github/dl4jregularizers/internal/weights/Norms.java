package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Euclidean norms of several arrays. The device computes them; the host reads all of them at once. */
public final class Norms {

    private Norms() {}

    /**
     * Computes one norm per array.
     *
     * @param arrays of one floating-point type; those of type HALF are widened to float
     * @return the norms, in the order of the arrays
     */
    public static double[] of(List<INDArray> arrays) {
        if (arrays.isEmpty()) {
            return new double[0];
        }
        INDArray[] norms = arrays.stream()
                .map(array -> HalfPrecision.widened(array).norm2().reshape(1))
                .toArray(INDArray[]::new);
        return Backend.current().transfer().doubles(Nd4j.concat(0, norms));
    }
}
