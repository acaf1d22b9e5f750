package io.github.dl4jregularizers.internal;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Clipping that keeps NaN. ND4J's {@code Transforms.max} and {@code min} replace NaN by the bound. */
public final class Clip {

    private Clip() {}

    /**
     * Clips the elements of an array in place.
     *
     * @param array any array or view
     * @param smallest lower bound
     * @param largest upper bound
     * @return array
     */
    public static INDArray inPlace(INDArray array, double smallest, double largest) {
        Nd4j.exec(DynamicCustomOp.builder("clipbyvalue")
                .addInputs(array)
                .addOutputs(array)
                .addFloatingPointArguments(smallest, largest)
                .build());
        return array;
    }
}
