package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.penalty.ActivityRegularization;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.activations.Activation;

/** The rows of penalties on activations. */
final class ActivityRows {

    private ActivityRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row("ActivityRegularization", Input.FEED_FORWARD),
                row("ActivityRegularization of images", Input.CONVOLUTIONAL),
                LayerCase.layer("ActivityRegularization of time steps", Input.RECURRENT, format -> penalties(
                                        0.3, 0.2, 0.8)
                                .dataFormat((RNNFormat) format)
                                .build())
                        .sameAtInferenceAs(format -> new ActivationLayer(Activation.IDENTITY))
                        .reference((input, parameters) -> input)
                        .unlike(() -> penalties(0.3, 0.2, 0.9)
                                .dataFormat(RNNFormat.NCW)
                                .build())
                        .rejects("temporal", ">= 0", -1.0, () -> penalties(0, 0, -1)
                                .build()));
    }

    private static LayerCase row(String name, Input input) {
        return LayerCase.layer(name, input, format -> penalties(0.3, 0.2, 0).build())
                .sameAtInferenceAs(format -> new ActivationLayer(Activation.IDENTITY))
                .reference((activations, parameters) -> activations)
                .unlike(() -> penalties(0.4, 0.2, 0).build(), () -> penalties(0.3, 0.1, 0)
                        .build())
                .rejects("squared", ">= 0", -1.0, () -> penalties(-1, 0, 0).build())
                .rejects("absolute", ">= 0", Double.NaN, () -> penalties(0, Double.NaN, 0)
                        .build())
                .rejects("squared, absolute or temporal", "> 0", "0 for all of them", () -> penalties(0, 0, 0)
                        .build());
    }

    private static ActivityRegularization.Builder penalties(double squared, double absolute, double temporal) {
        return new ActivityRegularization.Builder()
                .squared(squared)
                .absolute(absolute)
                .temporal(temporal);
    }
}
