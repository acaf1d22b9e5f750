package io.github.dl4jregularizers.internal.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Backward pass of DL4J's BatchNormalization after a forward pass of inference. DL4J's own assumes batch statistics,
 * and fails or computes a wrong gradient.
 *
 * <p>Formula: dL/dx = dL/dy gamma / sqrt(variance + epsilon), with the running variance.
 */
public final class InferenceNormalization {

    private InferenceNormalization() {}

    /**
     * Tests for BatchNormalization, possibly frozen, of activations of rank 2 or 4.
     *
     * @param layer with its input set
     * @return true if {@link #backward} applies
     */
    public static boolean isIn(Layer layer) {
        return unwrapped(layer) instanceof BatchNormalization
                && (layer.input().rank() == 2 || layer.input().rank() == 4);
    }

    private static Layer unwrapped(Layer layer) {
        return layer instanceof FrozenLayerWithBackprop ? ((FrozenLayerWithBackprop) layer).getInsideLayer() : layer;
    }

    /**
     * Computes the gradient with respect to the input.
     *
     * @param layer of which {@link #isIn} is true
     * @param epsilon dL/doutput
     * @param workspaces of the call
     * @return dL/dinput, in {@code ArrayType.ACTIVATION_GRAD}
     */
    public static INDArray backward(Layer layer, INDArray epsilon, LayerWorkspaceMgr workspaces) {
        BatchNormalization normalization = (BatchNormalization) unwrapped(layer);
        long[] shape = new long[epsilon.rank()];
        Arrays.fill(shape, 1);
        boolean channelsLast = normalization.layerConf().getCnn2DFormat() == CNN2DFormat.NHWC;
        int channelAxis = epsilon.rank() == 4 && channelsLast ? 3 : 1;
        shape[channelAxis] = epsilon.size(channelAxis);
        INDArray result =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, epsilon.dataType(), epsilon.shape(), 'c');
        Nd4j.exec(new MulOp(epsilon, slope(normalization).reshape(shape), result));
        return result;
    }

    private static INDArray slope(BatchNormalization layer) {
        org.deeplearning4j.nn.conf.layers.BatchNormalization conf = layer.layerConf();
        INDArray deviation;
        if (conf.isUseLogStd()) {
            INDArray logarithm = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
            deviation = Transforms.sqrt(
                    Transforms.exp(logarithm.mul(2 * Math.log(10)), false).addi(conf.getEps()), false);
        } else {
            INDArray variance = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
            deviation = Transforms.sqrt(variance.add(conf.getEps()), false);
        }
        if (!conf.isLockGammaBeta()) {
            return layer.getParam(BatchNormalizationParamInitializer.GAMMA).div(deviation);
        }
        // DL4J's forward pass ignores a locked gamma while the locked beta is 0.
        return deviation.rdivi(conf.getBeta() == 0 ? 1 : conf.getGamma());
    }
}
