package io.github.dl4jregularizers.examples.figures.book;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The activation sin(z) exp(-z^2 / 32): a wave in a bell. */
final class GaborActivation extends BaseActivationFunction {

    private static final long serialVersionUID = 1;

    private static final double WIDTH = 32;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return in.assign(Transforms.sin(in, true).mul(bell(in)));
    }

    /** (cos(z) - z / 16 sin(z)) exp(-z^2 / 32), times epsilon. */
    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        INDArray slope = Transforms.cos(in, true).sub(in.mul(2 / WIDTH).mul(Transforms.sin(in, true)));
        return Pair.of(slope.mul(bell(in)).mul(epsilon), null);
    }

    private static INDArray bell(INDArray in) {
        return Transforms.exp(in.mul(in).divi(-WIDTH), false);
    }
}
