package io.github.dl4jregularizers.variational;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/** Base of the runtimes of {@link ChannelwiseNoise}: the parameter and the channel axis. */
abstract class ChannelwiseRuntime<C extends ChannelwiseNoise> extends BaseLayer<C> {

    ChannelwiseRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /** Returns the parameter, [channels]. */
    final INDArray parameter() {
        return params.get(layerConf().parameterKey());
    }

    /**
     * Writes the parameter's gradient and returns the result of the backward pass.
     *
     * @param byParameter gradient of the loss, summed over the batch
     * @param penaltySlope gradient of the layer's penalty; multiplied by the batch size here, because DL4J divides all
     *     gradients by it
     */
    final Pair<Gradient, INDArray> gradients(INDArray byParameter, INDArray penaltySlope, INDArray inputGradient) {
        penaltySlope.muli(conf.isMiniBatch() ? input.size(0) : 1);
        INDArray gradient = gradientViews.get(layerConf().parameterKey());
        byParameter.addi(penaltySlope, gradient);
        Gradient table = new DefaultGradient();
        table.setGradientFor(layerConf().parameterKey(), gradient);
        return new Pair<>(table, backpropDropOutIfPresent(inputGradient));
    }

    /** Returns the product with one factor per element or, from {@link #alongChannels}, per channel. */
    final INDArray times(INDArray array, INDArray factors, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        INDArray product = workspaceMgr.createUninitialized(type, dataType, input.shape(), 'c');
        Nd4j.exec(new MulOp(array, factors, product));
        return product;
    }

    /** [channels], [1, channels] or [batch, channels] in a shape that broadcasts to the activations'. */
    final INDArray alongChannels(INDArray perChannel) {
        long[] shape = new long[input.rank()];
        Arrays.fill(shape, 1);
        shape[0] = perChannel.length() / layerConf().getNIn();
        shape[layerConf().isChannelsLast() ? shape.length - 1 : 1] = layerConf().getNIn();
        return perChannel.reshape(shape);
    }

    /** Returns the sums over all but batch and channels, [batch, channels]; the array is in c order. */
    final INDArray sumOverPositions(INDArray array) {
        if (array.rank() == 2) {
            return array;
        }
        long channels = layerConf().getNIn();
        return layerConf().isChannelsLast()
                ? array.reshape('c', array.size(0), -1, channels).sum(1)
                : array.reshape('c', array.size(0), channels, -1).sum(2);
    }

    @Override
    public final boolean hasBias() {
        return false;
    }

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }
}
