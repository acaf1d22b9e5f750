package io.github.dl4jregularizers.benchmark.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Layers as calls of libtorch's functions on parameters that this object keeps. */
final class LibtorchLayers implements Layers<UnaryOperator<Tensor>> {

    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final boolean channelsLast;
    private final List<Tensor> parameters = new ArrayList<>();
    private boolean training = true;

    LibtorchLayers(boolean channelsLast) {
        this.channelsLast = channelsLast;
    }

    List<Tensor> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** Sets whether batch normalization uses the statistics of the batch. */
    void setTraining(boolean training) {
        this.training = training;
    }

    private Tensor trained(Tensor values) {
        Tensor parameter = channelsLast && values.dim() == 4 ? values.contiguous(MemoryFormat.ChannelsLast) : values;
        parameters.add(parameter.set_requires_grad(true));
        return parameter;
    }

    /** Normal values with the variance 2 / (inputs per output). */
    private Tensor weight(long... shape) {
        double inputs = (double) PeerArguments.size(shape) / shape[0];
        return trained(torch.randn(shape).mul(new Scalar(Math.sqrt(2 / inputs))));
    }

    private TensorOptional bias(int outputs, boolean present) {
        return present ? new TensorOptional(trained(torch.zeros(outputs))) : new TensorOptional();
    }

    @Override
    public UnaryOperator<Tensor> sequence(List<UnaryOperator<Tensor>> layers) {
        return layers.stream().reduce(x -> x, (first, second) -> x -> second.apply(first.apply(x)));
    }

    @Override
    public UnaryOperator<Tensor> convolution(int inputs, int outputs, int kernel, int stride, boolean bias) {
        Tensor weight = weight(outputs, inputs, kernel, kernel);
        TensorOptional added = bias(outputs, bias);
        long[] strides = {stride, stride};
        long[] padding = {(kernel - 1) / 2, (kernel - 1) / 2};
        long[] dilation = {1, 1};
        return x -> torch.conv2d(x, weight, added, strides, padding, dilation, 1);
    }

    @Override
    public UnaryOperator<Tensor> dense(int inputs, int outputs, boolean bias) {
        Tensor weight = weight(outputs, inputs);
        TensorOptional added = bias(outputs, bias);
        return x -> torch.linear(x, weight, added);
    }

    @Override
    public UnaryOperator<Tensor> batchNorm(int channels) {
        TensorOptional gamma = new TensorOptional(trained(torch.ones(channels)));
        TensorOptional beta = new TensorOptional(trained(torch.zeros(channels)));
        TensorOptional mean = new TensorOptional(torch.zeros(channels));
        TensorOptional variance = new TensorOptional(torch.ones(channels));
        return x -> torch.batch_norm(x, gamma, beta, mean, variance, training, MOMENTUM, EPSILON, true);
    }

    @Override
    public UnaryOperator<Tensor> relu() {
        return torch::relu;
    }

    @Override
    public UnaryOperator<Tensor> maxPool(int kernel, int stride, int padding) {
        long[] kernels = {kernel, kernel};
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        long[] dilation = {1, 1};
        return x -> torch.max_pool2d(x, kernels, strides, paddings, dilation, false);
    }

    @Override
    public UnaryOperator<Tensor> globalAverage() {
        return x -> torch.mean(x, 2, 3);
    }

    @Override
    public UnaryOperator<Tensor> flatten() {
        return x -> torch.flatten(x, 1, -1);
    }

    @Override
    public UnaryOperator<Tensor> upsample() {
        return x -> torch.upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
    }

    @Override
    public UnaryOperator<Tensor> subsample(int step) {
        return x -> everyNth(everyNth(x, 2, step), 3, step);
    }

    private static Tensor everyNth(Tensor x, int dimension, int step) {
        return x.slice(dimension, new LongOptional(), new LongOptional(), step);
    }

    @Override
    public UnaryOperator<Tensor> padChannels(int added) {
        long[] padding = {0, 0, 0, 0, 0, added};
        return x -> torch.constant_pad_nd(x, padding);
    }

    @Override
    public UnaryOperator<Tensor> sum(UnaryOperator<Tensor> body, UnaryOperator<Tensor> shortcut) {
        return x -> body.apply(x).add(shortcut.apply(x));
    }

    @Override
    public UnaryOperator<Tensor> concatenateWithInput(UnaryOperator<Tensor> body) {
        return x -> torch.cat(new TensorVector(x, body.apply(x)), 1);
    }
}
