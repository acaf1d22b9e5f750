package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.transfer.FrozenBatchNormalization;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;

/** The rows of BatchNorm with fixed statistics: new ones, of mean 0 and variance 1. */
final class FrozenNormalizationRows {

    private static final double EPSILON = 0.5;

    private FrozenNormalizationRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row(Input.FEED_FORWARD)
                        .skip(
                                LayerProperty.TRAINING_OUTPUT_OF_A_GRAPH,
                                "DL4J's BatchNormalization of rows needs a workspace that is closed there"),
                row(Input.CONVOLUTIONAL));
    }

    private static LayerCase row(Input input) {
        return LayerCase.layer("FrozenBatchNormalization", input, format -> frozen(EPSILON, format))
                .sameAtInferenceAs(format -> normalization(EPSILON, format))
                .reference((activations, parameters) -> activations.div(Math.sqrt(1 + EPSILON)))
                .unlike(() -> frozen(0.1, input.channelsFirst()))
                .skip(
                        LayerProperty.GRADIENT_IS_EXACT,
                        "the check varies the fixed gain and shift too: FrozenBatchNormalizationTest leaves them out")
                .rejects("layer", "BatchNormalization", null, () -> new FrozenBatchNormalization(null))
                .rejects(
                        "layer",
                        "BatchNormalization",
                        DenseLayer.class,
                        () -> new FrozenBatchNormalization(new DenseLayer.Builder().build()));
    }

    private static FrozenBatchNormalization frozen(double epsilon, DataFormat format) {
        return new FrozenBatchNormalization(normalization(epsilon, format));
    }

    private static BatchNormalization normalization(double epsilon, DataFormat format) {
        BatchNormalization.Builder builder = new BatchNormalization.Builder()
                .eps(epsilon)
                .useLogStd(false)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE);
        return (format == null ? builder : builder.dataFormat((CNN2DFormat) format)).build();
    }
}
