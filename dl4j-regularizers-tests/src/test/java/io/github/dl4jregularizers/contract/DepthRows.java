package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.DepthReference.convolution;
import static io.github.dl4jregularizers.contract.DepthReference.dense;
import static io.github.dl4jregularizers.contract.DepthReference.dropped;
import static io.github.dl4jregularizers.contract.DepthReference.each;
import static io.github.dl4jregularizers.contract.DepthReference.identity;
import static io.github.dl4jregularizers.contract.DepthReference.kept;
import static io.github.dl4jregularizers.contract.DepthReference.normalization;
import static io.github.dl4jregularizers.contract.DepthReference.padded;
import static io.github.dl4jregularizers.contract.DepthReference.recurrent;
import static io.github.dl4jregularizers.contract.DepthReference.relu;
import static io.github.dl4jregularizers.contract.DepthReference.sequence;
import static io.github.dl4jregularizers.contract.DepthReference.tanh;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.contract.DepthReference.Function;
import io.github.dl4jregularizers.contract.ForwardReference.Sharing;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.LayerEngine;
import io.github.dl4jregularizers.residual.DropPathVertex;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * The rows of stochastic depth. The first uniform draws of {@link ReplayNoise} are 0.23, 0.74 and 0.93. A drop rate of
 * 0.3 keeps a batch, and 0.8 drops it. Of three examples, a rate of 0.2 keeps the first two.
 */
final class DepthRows {

    private static final DropRate NONE = DropRate.of(0);
    private static final DropRate LOW = DropRate.of(0.2);
    private static final DropRate HIGH = DropRate.of(0.8);

    private DepthRows() {}

    static List<LayerCase> rows() {
        return Stream.of(blocks(), shortcuts(), sequences(), paths())
                .flatMap(List::stream)
                .collect(Collectors.toList());
    }

    private static List<LayerCase> paths() {
        Sharing batch = (index, shape) -> 0;
        List<LayerCase> rows = new ArrayList<>();
        for (Input input : List.of(Input.FEED_FORWARD, Input.CONVOLUTIONAL, Input.RECURRENT)) {
            rows.add(path("each example", input, new DropPathVertex(LOW))
                    .reference(ForwardReference.timesUniform(Sharing.EXAMPLE, draw -> draw < 0.8 ? 1 / 0.8 : 0))
                    .noiseVariance(0.2 / 0.8));
            rows.add(path(
                            "batch kept",
                            input,
                            new DropPathVertex.Builder()
                                    .dropRate(LOW)
                                    .perExample(false)
                                    .build())
                    .reference(ForwardReference.timesUniform(batch, draw -> 1 / 0.8)));
        }
        rows.add(path(
                        "batch dropped",
                        Input.FEED_FORWARD,
                        new DropPathVertex.Builder()
                                .dropRate(HIGH)
                                .perExample(false)
                                .build())
                .reference(ForwardReference.timesUniform(batch, draw -> 0)));
        return rows;
    }

    private static LayerCase path(String name, Input input, DropPathVertex vertex) {
        return LayerCase.vertex("DropPathVertex " + name, input, format -> vertex.clone())
                .sameAtInferenceAs(format -> new DropPathVertex(NONE))
                .unlike(
                        () -> new DropPathVertex(DropRate.of(0.25)),
                        () -> new DropPathVertex.Builder()
                                .dropRate(DropRate.of(0.25))
                                .perExample(false)
                                .build(),
                        () -> vertex.equals(new DropPathVertex(LOW))
                                ? new DropPathVertex.Builder()
                                        .dropRate(LOW)
                                        .perExample(false)
                                        .build()
                                : new DropPathVertex(LOW))
                .rejects("dropRate", "given", null, () -> new DropPathVertex(null))
                .rejects("dropRate", "given", null, () -> new DropPathVertex.Builder()
                        .dropRate(null)
                        .perExample(false)
                        .build())
                .rejects("drop probability", "[0, 1)", 1.0, () -> new DropPathVertex(DropRate.of(1)));
    }

    private static List<LayerCase> blocks() {
        Function simple = dense("body0");
        Function recurrent = recurrent("body0");
        Function normalized = sequence(normalization("body0"), relu(), convolution("body2"));
        Function projected = sequence(convolution("body0"), normalization("body1"), tanh());
        Function projection = sequence(convolution("shortcut0"), normalization("shortcut1"));
        return List.of(
                row("kept", Input.FEED_FORWARD, LOW, DepthRows::plain)
                        .reference(kept(1 / 0.8, simple, identity(), tanh())::of),
                row("dropped", Input.FEED_FORWARD, HIGH, DepthRows::plain).reference(dropped(identity(), tanh())::of),
                row("each example", Input.FEED_FORWARD, LOW, (rate, format) -> simple(Input.FEED_FORWARD, rate, format)
                                .perExample(true)
                                .build())
                        .reference(each(0.8, 1 / 0.8, simple, identity(), tanh())::of),
                row("kept, pre-activation", Input.CONVOLUTIONAL, LOW, DepthRows::preActivation)
                        .reference(kept(1 / 0.8, normalized, identity(), identity())::of),
                row("dropped, pre-activation", Input.CONVOLUTIONAL, HIGH, DepthRows::preActivation)
                        .reference(dropped(identity(), identity())::of),
                row("kept, projection", Input.CONVOLUTIONAL, LOW, (rate, format) -> projection(rate, format)
                                .build())
                        .reference(kept(1 / 0.8, projected, projection, relu())::of),
                row("each example, projection", Input.CONVOLUTIONAL, LOW, (rate, format) -> projection(rate, format)
                                .perExample(true)
                                .build())
                        .reference(each(0.8, 1 / 0.8, projected, projection, relu())::of),
                row("dropped, frozen", Input.RECURRENT, HIGH, (rate, format) -> simple(Input.RECURRENT, rate, format)
                                .freezeDropped(true)
                                .build())
                        .reference(dropped(identity(), tanh())::of),
                row("kept", Input.RECURRENT, LOW, DepthRows::recurrentBlock)
                        .reference(kept(1 / 0.8, recurrent, identity(), tanh())::of),
                row("each example", Input.RECURRENT, LOW, (rate, format) -> simple(Input.RECURRENT, rate, format)
                                .perExample(true)
                                .build())
                        .reference(each(0.8, 1 / 0.8, recurrent, identity(), tanh())::of));
    }

    private static List<LayerCase> shortcuts() {
        int wider = Input.SIZE + 2;
        return List.of(
                LayerCase.layer("PaddedShortcut", Input.CONVOLUTIONAL, format -> shortcut(Input.SIZE, format))
                        .reference(padded(Input.SIZE, 2)::of)
                        .sameAtInferenceAs(format -> everySecond((CNN2DFormat) format))
                        .unlike(
                                () -> shortcut(Input.SIZE + 1, CNN2DFormat.NCHW),
                                () -> new PaddedShortcut(Input.SIZE, 3),
                                () -> shortcut(Input.SIZE, CNN2DFormat.NHWC))
                        .rejects("nOut", ">= 1", 0, () -> new PaddedShortcut(0, 2))
                        .rejects("stride", ">= 1", 0, () -> new PaddedShortcut(4, 0))
                        .rejects("dataFormat", "given", null, () -> shortcut(4, null)),
                row("kept, padded", Input.CONVOLUTIONAL, LOW, (rate, format) -> new ResidualBlock.Builder()
                                .body(shortcut(wider, format), narrowing(format, 3))
                                .shortcut(shortcut(wider, format), narrowing(format, 1))
                                .dropRate(rate)
                                .build())
                        .reference(kept(
                                1 / 0.8,
                                sequence(padded(wider, 2), convolution("body1")),
                                sequence(padded(wider, 2), convolution("shortcut1")),
                                relu())::of));
    }

    private static List<LayerCase> sequences() {
        Function block = sequence(normalization("layer3.body0"), relu(), convolution("layer3.body2"));
        LayerCase dense = sequenceRow(Input.FEED_FORWARD, format -> new LayerSequence(Input.FEED_FORWARD.layer(format)))
                .sameAtInferenceAs(Input.FEED_FORWARD::layer)
                .reference(dense("layer0")::of);
        if (Backend.current().layerEngine() != LayerEngine.NONE) {
            dense.skip(LayerProperty.INFERENCE_IS_PLAIN, "oneDNN rounds otherwise: see EngineMoreLayersTest");
        }
        return List.of(
                dense,
                sequenceRow(
                                Input.CONVOLUTIONAL,
                                format -> new LayerSequence(
                                        convolutionLayer(format, 3),
                                        normalizationLayer(),
                                        new ActivationLayer(Activation.RELU),
                                        preActivation(NONE, format),
                                        new ActivationLayer(Activation.TANH)))
                        .reference(sequence(
                                convolution("layer0"),
                                normalization("layer1"),
                                relu(),
                                kept(1, block, identity(), identity()),
                                tanh())::of));
    }

    private static LayerCase sequenceRow(Input input, java.util.function.Function<DataFormat, LayerSequence> sequence) {
        return LayerCase.layer("LayerSequence", input, sequence)
                .unlike(() -> new LayerSequence(new ActivationLayer(Activation.TANH)), () -> {
                    LayerSequence named = sequence.apply(input.channelsFirst());
                    named.setLayerName("other");
                    return named;
                })
                .rejects("layers", "at least one layer", "empty", LayerSequence::new)
                .rejects("layers", "given", null, () -> new LayerSequence((Layer[]) null))
                .rejects("layer of the sequence", "given", null, () -> new LayerSequence((Layer) null));
    }

    private static SubsamplingLayer everySecond(CNN2DFormat format) {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(1, 1)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .build();
    }

    private static PaddedShortcut shortcut(int nOut, DataFormat format) {
        return new PaddedShortcut.Builder()
                .nOut(nOut)
                .stride(2)
                .dataFormat((CNN2DFormat) format)
                .build();
    }

    private static ConvolutionLayer narrowing(DataFormat format, int size) {
        ConvolutionLayer layer = convolutionLayer(format, size);
        layer.setNIn(Input.SIZE + 2);
        return layer;
    }

    private static LayerCase row(
            String name, Input input, DropRate rate, BiFunction<DropRate, DataFormat, ResidualBlock> block) {
        DataFormat format = input.channelsFirst();
        return LayerCase.layer("ResidualBlock " + name, input, any -> block.apply(rate, any))
                .sameAtInferenceAs(any -> block.apply(NONE, any))
                .unlike(
                        () -> block.apply(DropRate.of(0.25), format),
                        () -> simple(input, rate, format).scaleAtInference(true).build(),
                        () -> simple(input, rate, format).name("other").build())
                .rejects("body", "at least one layer", "empty", () -> new ResidualBlock.Builder().build())
                .rejects("layer of the body", "given", null, () -> new ResidualBlock.Builder()
                        .body((Layer) null)
                        .build())
                .rejects("dropRate", "given", null, () -> simple(input, null, format)
                        .build())
                .rejects("activation", "given", null, () -> simple(input, rate, format)
                        .activation((Activation) null))
                .rejects("drop probability", "[0, 1)", 1.0, () -> DropRate.of(1));
    }

    private static ResidualBlock.Builder simple(Input input, DropRate rate, DataFormat format) {
        return new ResidualBlock.Builder()
                .body(input.layer(format))
                .dropRate(rate)
                .activation(Activation.TANH);
    }

    private static ResidualBlock plain(DropRate rate, DataFormat format) {
        return simple(Input.FEED_FORWARD, rate, format).build();
    }

    private static ResidualBlock recurrentBlock(DropRate rate, DataFormat format) {
        return simple(Input.RECURRENT, rate, format).build();
    }

    private static ResidualBlock preActivation(DropRate rate, DataFormat format) {
        return new ResidualBlock.Builder()
                .body(normalizationLayer(), new ActivationLayer(Activation.RELU), convolutionLayer(format, 3))
                .dropRate(rate)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static ResidualBlock.Builder projection(DropRate rate, DataFormat format) {
        return new ResidualBlock.Builder()
                .body(convolutionLayer(format, 3), normalizationLayer(), new ActivationLayer(Activation.TANH))
                .shortcut(convolutionLayer(format, 1), normalizationLayer())
                .dropRate(rate);
    }

    private static BatchNormalization normalizationLayer() {
        return new BatchNormalization.Builder().nIn(Input.SIZE).nOut(Input.SIZE).build();
    }

    /** Without a bias, whose gradient before a normalization is nothing but rounding. */
    private static ConvolutionLayer convolutionLayer(DataFormat format, int size) {
        return new ConvolutionLayer.Builder(size, size)
                .dataFormat((CNN2DFormat) format)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false)
                .l2(0.1)
                .activation(Activation.IDENTITY)
                .build();
    }
}
