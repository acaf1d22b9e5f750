package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.DepthReference.dropped;
import static io.github.dl4jregularizers.contract.DepthReference.each;
import static io.github.dl4jregularizers.contract.DepthReference.identity;
import static io.github.dl4jregularizers.contract.DepthReference.kept;
import static io.github.dl4jregularizers.contract.DepthReference.relu;
import static io.github.dl4jregularizers.contract.DepthReference.sequence;
import static io.github.dl4jregularizers.contract.DepthReference.tanh;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.contract.DepthReference.Function;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Containers of layers without parameters: activation and pooling. The draws are those of {@link DepthRows}. */
final class ParameterlessRows {

    private static final DropRate NONE = DropRate.of(0);
    private static final DropRate LOW = DropRate.of(0.2);
    private static final DropRate HIGH = DropRate.of(0.8);

    private ParameterlessRows() {}

    static List<LayerCase> rows() {
        Function pooled = sequence(tanh(), ParameterlessRows::averages);
        Function shortcut = ParameterlessRows::averages;
        return List.of(
                sequenceRow(Input.FEED_FORWARD)
                        .sameAtInferenceAs(format -> new ActivationLayer(Activation.TANH))
                        .reference(tanh()::of),
                sequenceRow(Input.RECURRENT)
                        .sameAtInferenceAs(format -> new ActivationLayer(Activation.TANH))
                        .reference(tanh()::of),
                sequenceRow(Input.CONVOLUTIONAL).reference(pooled::of),
                blockRow("kept", Input.CONVOLUTIONAL, LOW, false)
                        .reference(kept(1 / 0.8, pooled, shortcut, relu())::of),
                blockRow("each example", Input.CONVOLUTIONAL, LOW, true)
                        .reference(each(0.8, 1 / 0.8, pooled, shortcut, relu())::of),
                blockRow("dropped", Input.CONVOLUTIONAL, HIGH, false).reference(dropped(shortcut, relu())::of),
                blockRow("kept", Input.RECURRENT, LOW, false).reference(kept(1 / 0.8, tanh(), identity(), relu())::of),
                blockRow("each example", Input.FEED_FORWARD, LOW, true)
                        .reference(each(0.8, 1 / 0.8, tanh(), identity(), relu())::of));
    }

    private static LayerCase sequenceRow(Input input) {
        return LayerCase.layer("LayerSequence without parameters", input, format -> sequenceOf(input, format))
                .unlike(() -> new LayerSequence(new ActivationLayer(Activation.RELU)), () -> {
                    LayerSequence named = sequenceOf(input, input.channelsFirst());
                    named.setLayerName("other");
                    return named;
                })
                .rejects("layers", "at least one layer", "empty", LayerSequence::new);
    }

    private static LayerSequence sequenceOf(Input input, DataFormat format) {
        return new LayerSequence(body(input, format));
    }

    private static LayerCase blockRow(String name, Input input, DropRate rate, boolean perExample) {
        return LayerCase.layer(
                        "ResidualBlock without parameters, " + name,
                        input,
                        format -> block(input, rate, perExample, format))
                .sameAtInferenceAs(format -> block(input, NONE, false, format))
                .unlike(
                        () -> block(input, DropRate.of(0.25), perExample, input.channelsFirst()),
                        () -> block(input, rate, !perExample, input.channelsFirst()))
                .rejects("body", "at least one layer", "empty", () -> new ResidualBlock.Builder().build());
    }

    private static ResidualBlock block(Input input, DropRate rate, boolean perExample, DataFormat format) {
        ResidualBlock.Builder builder = new ResidualBlock.Builder()
                .body(body(input, format))
                .dropRate(rate)
                .perExample(perExample);
        if (input == Input.CONVOLUTIONAL) {
            builder.shortcut(pooling(format));
        }
        return builder.build();
    }

    private static Layer[] body(Input input, DataFormat format) {
        Layer tanh = new ActivationLayer(Activation.TANH);
        return input == Input.CONVOLUTIONAL ? new Layer[] {tanh, pooling(format)} : new Layer[] {tanh};
    }

    private static SubsamplingLayer pooling(DataFormat format) {
        return new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .dataFormat((CNN2DFormat) format)
                .build();
    }

    /** Averages of 2x2 blocks; a row or column that is left over is not used. */
    private static INDArray averages(INDArray x, Map<String, INDArray> parameters) {
        long height = x.size(2) / 2;
        long width = x.size(3) / 2;
        return x.get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(0, 2 * height),
                        NDArrayIndex.interval(0, 2 * width))
                .dup('c')
                .reshape('c', x.size(0), x.size(1), height, 2, width, 2)
                .mean(3, 5);
    }
}
