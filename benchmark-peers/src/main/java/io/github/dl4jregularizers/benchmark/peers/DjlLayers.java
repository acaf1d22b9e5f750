package io.github.dl4jregularizers.benchmark.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.BinaryOperator;

/** Layers as DJL's blocks. */
final class DjlLayers implements Layers<Block> {

    /** PyTorch's code of the interpolation that repeats. */
    private static final int NEAREST = 0;

    @Override
    public Block sequence(List<Block> layers) {
        return layers.isEmpty() ? Blocks.identityBlock() : new SequentialBlock().addAll(layers);
    }

    @Override
    public Block convolution(int inputs, int outputs, int kernel, int stride, boolean bias) {
        int padding = (kernel - 1) / 2;
        return Conv2d.builder()
                .setFilters(outputs)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(padding, padding))
                .optBias(bias)
                .build();
    }

    @Override
    public Block dense(int inputs, int outputs, boolean bias) {
        return Linear.builder().setUnits(outputs).optBias(bias).build();
    }

    @Override
    public Block batchNorm(int channels) {
        return BatchNorm.builder().optEpsilon(1e-5f).optMomentum(0.9f).build();
    }

    @Override
    public Block relu() {
        return Activation.reluBlock();
    }

    @Override
    public Block maxPool(int kernel, int stride, int padding) {
        return Pool.maxPool2dBlock(new Shape(kernel, kernel), new Shape(stride, stride), new Shape(padding, padding));
    }

    @Override
    public Block globalAverage() {
        return Pool.globalAvgPool2dBlock();
    }

    @Override
    public Block flatten() {
        return Blocks.batchFlattenBlock();
    }

    @Override
    public Block upsample() {
        return LambdaBlock.singleton(DjlLayers::twiceAsLarge);
    }

    private static NDArray twiceAsLarge(NDArray x) {
        Shape shape = x.getShape();
        return JniUtils.interpolate((PtNDArray) x, new long[] {2 * shape.get(2), 2 * shape.get(3)}, NEAREST, false);
    }

    @Override
    public Block subsample(int step) {
        String index = String.format(":, :, ::%d, ::%d", step, step);
        return LambdaBlock.singleton(x -> x.get(index));
    }

    @Override
    public Block padChannels(int added) {
        Shape padding = new Shape(0, 0, 0, 0, 0, added);
        return LambdaBlock.singleton(x -> x.pad(padding, 0));
    }

    @Override
    public Block sum(Block body, Block shortcut) {
        return joined(NDArray::add, body, shortcut);
    }

    @Override
    public Block concatenateWithInput(Block body) {
        return joined((input, result) -> input.concat(result, 1), Blocks.identityBlock(), body);
    }

    private static Block joined(BinaryOperator<NDArray> join, Block first, Block second) {
        return new ParallelBlock(results -> new NDList(join.apply(
                        results.get(0).singletonOrThrow(), results.get(1).singletonOrThrow())))
                .addAll(first, second);
    }
}
