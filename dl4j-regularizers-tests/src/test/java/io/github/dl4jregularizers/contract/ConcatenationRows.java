package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.DepthReference.concatenated;
import static io.github.dl4jregularizers.contract.DepthReference.convolution;
import static io.github.dl4jregularizers.contract.DepthReference.dense;
import static io.github.dl4jregularizers.contract.DepthReference.identity;
import static io.github.dl4jregularizers.contract.DepthReference.normalization;
import static io.github.dl4jregularizers.contract.DepthReference.recurrent;
import static io.github.dl4jregularizers.contract.DepthReference.sequence;

import io.github.dl4jregularizers.contract.DepthReference.Function;
import io.github.dl4jregularizers.residual.ConcatenationBlock;
import java.util.List;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;

/** Concatenations of a path with one channel, and of a path that ends in a skip connection. */
final class ConcatenationRows {

    private ConcatenationRows() {}

    static List<LayerCase> rows() {
        Function joined = concatenated(
                sequence(convolution("path0layer0"), normalization("path0layer1")),
                sequence(convolution("path1layer0"), concatenated(identity(), convolution("path1layer1.path1layer0"))));
        return List.of(
                row(Input.FEED_FORWARD, ConcatenationRows::units)
                        .reference(concatenated(
                                dense("path0layer0"),
                                sequence(
                                        dense("path1layer0"),
                                        concatenated(identity(), dense("path1layer1.path1layer0"))))::of),
                row(Input.CONVOLUTIONAL, ConcatenationRows::maps).reference(joined::of),
                row(Input.RECURRENT, ConcatenationRows::states)
                        .reference(concatenated(
                                recurrent("path0layer0"),
                                sequence(
                                        recurrent("path1layer0"),
                                        concatenated(identity(), recurrent("path1layer1.path1layer0"))))::of));
    }

    /** Makes a layer of a number of inputs and outputs, in the format of a row. */
    @FunctionalInterface
    private interface Maker {
        Layer make(int inputs, int outputs, DataFormat format);
    }

    private static LayerCase row(Input input, Maker maker) {
        BiFunction<String, DataFormat, ConcatenationBlock> block = (name, format) -> new ConcatenationBlock.Builder()
                .name(name)
                .path(first(maker, format))
                .path(
                        maker.make(Input.SIZE, 1, format),
                        new ConcatenationBlock.Builder()
                                .skip()
                                .path(maker.make(1, Input.SIZE - 2, format))
                                .dataFormat(format)
                                .build())
                .dataFormat(format)
                .build();
        DataFormat format = input.channelsFirst();
        Layer layer = maker.make(Input.SIZE, 1, format);
        return LayerCase.layer("ConcatenationBlock", input, any -> block.apply(null, any))
                .unlike(
                        () -> block.apply("other", format),
                        () -> new ConcatenationBlock.Builder()
                                .path(layer)
                                .skip()
                                .build(),
                        () -> new ConcatenationBlock.Builder()
                                .skip()
                                .path(layer)
                                .build())
                .rejects("number of paths", ">= 2", 1, () -> new ConcatenationBlock.Builder()
                        .path(layer)
                        .build())
                .rejects("paths", "at least one layer", "skip connections only", () -> new ConcatenationBlock.Builder()
                        .skip()
                        .path()
                        .build())
                .rejects("path 0", "given", null, () -> new ConcatenationBlock.Builder().path((Layer[]) null))
                .rejects("layer of the path 1", "given", null, () -> new ConcatenationBlock.Builder()
                        .skip()
                        .path((Layer) null)
                        .build());
    }

    /** Convolutions have a normalization behind them. */
    private static Layer[] first(Maker maker, DataFormat format) {
        Layer layer = maker.make(Input.SIZE, 1, format);
        return layer instanceof ConvolutionLayer
                ? new Layer[] {
                    layer, new BatchNormalization.Builder().nIn(1).nOut(1).build()
                }
                : new Layer[] {layer};
    }

    private static Layer units(int inputs, int outputs, DataFormat format) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(outputs)
                .activation(Activation.TANH)
                .l2(0.1)
                .build();
    }

    /** Without a bias, whose gradient before a normalization is nothing but rounding. */
    private static Layer maps(int inputs, int outputs, DataFormat format) {
        return new ConvolutionLayer.Builder(3, 3)
                .dataFormat((CNN2DFormat) format)
                .nIn(inputs)
                .nOut(outputs)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer states(int inputs, int outputs, DataFormat format) {
        return new SimpleRnn.Builder()
                .dataFormat((RNNFormat) format)
                .nIn(inputs)
                .nOut(outputs)
                .activation(Activation.TANH)
                .build();
    }
}
