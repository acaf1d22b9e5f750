package io.github.dl4jregularizers.loss;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.comparison.CompareAndReplace;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Arithmetic on all rows at once, on the device, in double precision. Arguments stay unchanged. */
final class Columns {

    private Columns() {}

    /** Values where the selector is not 0, and 0 elsewhere: also where the value is not finite. */
    static INDArray whereNonzero(INDArray selector, INDArray values) {
        INDArray selected = Nd4j.createUninitialized(DataType.DOUBLE, values.shape(), 'c');
        INDArray whole = selector.equalShapes(values) ? selector : selector.broadcast(selected.ulike());
        return Nd4j.exec(new CompareAndReplace(whole, values, selected, Conditions.absGreaterThan(0)));
    }

    /** Returns the product, which is 0 where the factor is 0: also times infinity. */
    static INDArray times(INDArray factor, INDArray values) {
        return whereNonzero(factor, factor.mul(values));
    }

    /** log sigmoid(z) = min(z, 0) - log1p(exp(-|z|)). */
    static INDArray logSigmoid(INDArray logits) {
        INDArray tail = Transforms.exp(Transforms.abs(logits, true).negi(), false);
        return Transforms.min(logits, 0, true).subi(log1p(tail));
    }

    static INDArray expm1(INDArray values) {
        return Nd4j.exec(new Expm1(values, values.ulike()));
    }

    private static INDArray log1p(INDArray values) {
        return Nd4j.exec(new Log1p(values, values.ulike()));
    }
}
