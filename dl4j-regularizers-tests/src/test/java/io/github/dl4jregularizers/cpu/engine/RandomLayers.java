package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import io.github.dl4jregularizers.residual.ConcatenationBlock;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.nd4j.linalg.activations.Activation;

/** Random sequences of layers that fit one another. */
final class RandomLayers {

    private static final Activation[] SMOOTH = {Activation.TANH, Activation.SIGMOID, Activation.SOFTPLUS};

    private final Random random;
    private int channels;
    private int size;

    RandomLayers(long seed, int channels, int size) {
        random = new Random(seed);
        this.channels = channels;
        this.size = size;
    }

    /** At least one layer with something to compute. */
    Layer[] next() {
        List<Layer> layers = new ArrayList<>(List.of(convolution(1 + random.nextInt(20), 1)));
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            add(layers);
        }
        return layers.toArray(new Layer[0]);
    }

    private void add(List<Layer> layers) {
        switch (random.nextInt(8)) {
            case 0:
                layers.add(convolution(1 + random.nextInt(20), size > 3 ? 1 + random.nextInt(2) : 1));
                break;
            case 1:
                addNormalization(layers);
                break;
            case 2:
                layers.add(activation());
                break;
            case 3:
                layers.add(pooling());
                break;
            case 4:
                addUpsampling(layers);
                break;
            case 5:
                layers.add(noise());
                break;
            case 6:
                layers.add(concatenation());
                break;
            default:
                layers.add(block());
                break;
        }
    }

    /** Not behind another one, which makes the gradients of the first one zero, so that only rounding is left. */
    private void addNormalization(List<Layer> layers) {
        if (!(layers.get(layers.size() - 1) instanceof BatchNormalization)) {
            layers.add(normalization());
        }
    }

    /** No ReLU: its gradient jumps, so that rounding could change it. */
    private Layer activation() {
        return new ActivationLayer(SMOOTH[random.nextInt(SMOOTH.length)]);
    }

    private Layer noise() {
        DropRate rate = DropRate.of(0.3);
        return new NoiseLayer(random.nextBoolean() ? new Dropout(rate) : new SpatialDropout(rate));
    }

    private Layer normalization() {
        return new BatchNormalization.Builder()
                .useLogStd(random.nextBoolean())
                .lockGammaBeta(random.nextInt(4) == 0)
                .eps(1e-2)
                .build();
    }

    private Layer convolution(int outputs, int stride) {
        int kernel = stride + random.nextInt(3);
        channels = outputs;
        size = (size + stride - 1) / stride;
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(outputs)
                .stride(stride, stride)
                .hasBias(random.nextBoolean())
                .activation(random.nextBoolean() ? Activation.IDENTITY : SMOOTH[random.nextInt(SMOOTH.length)])
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    /** The average: a maximum may change with rounding. */
    private Layer pooling() {
        return new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(1, 1)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    /** Not to images that would make the test slow. */
    private void addUpsampling(List<Layer> layers) {
        if (size <= 6) {
            size *= 2;
            layers.add(new Upsampling2D.Builder(2).build());
        }
    }

    /** Two or three paths, of which one may be a skip connection and one may hold another concatenation. */
    private Layer concatenation() {
        int inputs = channels;
        int before = size;
        ConcatenationBlock.Builder block = new ConcatenationBlock.Builder();
        Layer convolution = convolution(1 + random.nextInt(9), size > 3 ? 1 + random.nextInt(2) : 1);
        int outputs = channels;
        boolean isStrided = size < before;
        if (random.nextBoolean()) {
            block.path(convolution, normalization(), activation());
        } else {
            block.path(normalization(), convolution);
        }
        if (!isStrided) {
            block.skip();
            outputs += inputs;
        }
        if (isStrided || random.nextBoolean()) {
            channels = inputs;
            size = before;
            int stride = isStrided ? 2 : 1;
            Layer second = random.nextBoolean() || isStrided ? convolution(3, stride) : deeper();
            block.path(noise(), second);
            outputs += channels;
        }
        channels = outputs;
        return block.build();
    }

    private Layer deeper() {
        int inputs = channels;
        Layer inner = convolution(2, 1);
        channels += inputs;
        return new ConcatenationBlock.Builder().path(inner, activation()).skip().build();
    }

    private Layer block() {
        int inputs = channels;
        int stride = size > 3 ? 1 + random.nextInt(2) : 1;
        ResidualBlock.Builder block = new ResidualBlock.Builder();
        switch (random.nextInt(3)) {
            case 0:
                block.body(convolution(inputs, 1), normalization(), activation(), noise(), convolution(inputs, 1));
                break;
            case 1:
                block.body(convolution(inputs + 3, stride), normalization())
                        .shortcut(new PaddedShortcut(inputs + 3, stride));
                break;
            default:
                int before = size;
                Layer body = convolution(inputs + 2, stride);
                size = before;
                block.body(body, activation()).shortcut(convolution(inputs + 2, stride), normalization());
                break;
        }
        return block.activation(random.nextBoolean() ? Activation.IDENTITY : Activation.TANH)
                .build();
    }
}
