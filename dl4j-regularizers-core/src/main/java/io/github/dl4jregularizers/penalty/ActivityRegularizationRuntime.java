package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Runtime of an {@link ActivityRegularization}: the identity, and the gradient of the penalty. */
final class ActivityRegularizationRuntime extends AbstractLayer<ActivityRegularization> {

    private boolean trained;
    private double penalty;

    ActivityRegularizationRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        trained = training;
        input = BackwardArrays.in(workspaceMgr).castTo(ArrayType.INPUT, dataType, input, false);
        penalty = training ? penalize(null) : 0;
        return workspaceMgr.dup(ArrayType.ACTIVATIONS, input);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        INDArray gradient = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon);
        if (trained) {
            assertInputSet(true);
            INDArray ofPenalty = HalfPrecision.widened(input).ulike();
            ofPenalty.assign(0);
            penalize(ofPenalty);
            // DL4J divides all gradients by the batch size.
            long divisor = RunningConfiguration.dividesByMinibatch(this) ? input.size(0) : 1;
            gradient.addi(ofPenalty.muli(divisor).castTo(gradient.dataType()));
        }
        return new Pair<>(new DefaultGradient(), gradient);
    }

    /** Returns the penalty; adds its gradient to an array unless that is null. */
    private double penalize(INDArray gradient) {
        ActivityRegularization conf = layerConf();
        INDArray activations = HalfPrecision.widened(input);
        INDArray weights = weights(activations);
        double sum = 0;
        double count = count(weights, activations);
        if (count > 0 && conf.squared() > 0) {
            INDArray weighted = weights == null ? activations : activations.mul(weights);
            sum += conf.squared()
                    / count
                    * weighted.mul(activations).sumNumber().doubleValue();
            add(gradient, weighted, 2 * conf.squared() / count);
        }
        if (count > 0 && conf.absolute() > 0) {
            INDArray sizes = Transforms.abs(activations, true);
            sum += conf.absolute()
                    / count
                    * (weights == null ? sizes : sizes.mul(weights)).sumNumber().doubleValue();
            if (gradient != null) {
                INDArray signs = Transforms.sign(activations, true);
                add(gradient, weights == null ? signs : signs.muli(weights), conf.absolute() / count);
            }
        }
        return conf.temporal() > 0 ? sum + penalizeSteps(activations, weights, gradient) : sum;
    }

    private double penalizeSteps(INDArray activations, INDArray weights, INDArray gradient) {
        int axis = layerConf().timeAxis();
        long steps = activations.size(axis);
        if (steps < 2) {
            return 0;
        }
        INDArrayIndex[] earlier = steps(axis, 0, steps - 1);
        INDArrayIndex[] later = steps(axis, 1, steps);
        INDArray differences = activations.get(later).sub(activations.get(earlier));
        INDArray pairs = weights == null ? null : weights.get(later).mul(weights.get(earlier));
        double count = count(pairs, differences);
        if (count == 0) {
            return 0;
        }
        INDArray weighted = pairs == null ? differences : differences.mul(pairs);
        double factor = layerConf().temporal() / count;
        if (gradient != null) {
            INDArray change = weighted.mul(2 * factor);
            gradient.get(later).addi(change);
            gradient.get(earlier).subi(change);
        }
        return factor * weighted.mul(differences).sumNumber().doubleValue();
    }

    private static INDArrayIndex[] steps(int axis, long from, long to) {
        INDArrayIndex[] index = {NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all()};
        index[axis] = NDArrayIndex.interval(from, to);
        return index;
    }

    private static void add(INDArray gradient, INDArray term, double factor) {
        if (gradient != null) {
            gradient.addi(term.mul(factor));
        }
    }

    private static double count(INDArray weights, INDArray array) {
        return weights == null ? array.length() : weights.sumNumber().doubleValue();
    }

    /** The mask [batch, 1] or [batch, time] in the shape of the activations; null without one. */
    private INDArray weights(INDArray activations) {
        if (maskArray == null) {
            return null;
        }
        if (activations.rank() > 3 || maskArray.rank() > 2) {
            throw Arguments.invalid(
                    "mask of " + layerConf(), "[batch, time] or [batch, 1]", Arrays.toString(maskArray.shape()));
        }
        long[] shape = new long[activations.rank()];
        Arrays.fill(shape, 1);
        shape[0] = activations.size(0);
        if (activations.rank() == 3) {
            shape[layerConf().timeAxis()] = maskArray.size(1);
        }
        INDArray mask = maskArray.castTo(activations.dataType()).reshape(shape);
        return Nd4j.ones(activations.dataType(), activations.shape()).muli(mask);
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return super.calcRegularizationScore(backpropParamsOnly) + penalty;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {}
}
