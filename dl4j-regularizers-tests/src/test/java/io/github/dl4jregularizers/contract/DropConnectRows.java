package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerCase.layer;
import static io.github.dl4jregularizers.contract.LayerReference.convolution;
import static io.github.dl4jregularizers.contract.LayerReference.dense;
import static io.github.dl4jregularizers.contract.LayerReference.recurrent;
import static io.github.dl4jregularizers.contract.LayerReference.reversed;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import io.github.dl4jregularizers.weightnoise.GaussianWeightNoise;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The rows of noise on weights; {@code weightnoise.WrappedLayersTest} tests other underlying layers. */
final class DropConnectRows {

    private static final double RATE = 0.3;

    private static final LongToDoubleFunction MASK = draw -> ReplayNoise.uniform(draw) < 1 - RATE ? 1 / (1 - RATE) : 0;

    private static final String NO_REPORT = "DL4J's SimpleRnn has no memory report to pass on";

    private DropConnectRows() {}

    static List<LayerCase> rows() {
        return List.of(
                denseRow(), convolutionRow(), recurrentRow(), bidirectionalRow(), additiveRow(), multipliedRow());
    }

    private static LayerCase denseRow() {
        return row("DropConnect Dense", Input.FEED_FORWARD, format -> dropping(Input.FEED_FORWARD.layer(format))
                        .build())
                .reference((input, p) -> dense(input, times(p, "W", 0, MASK), p.get("b")))
                .unlike(
                        () -> new DropConnect(DropRate.of(0.31), Input.FEED_FORWARD.layer(null)),
                        () -> new DropConnect(DropRate.of(RATE), Input.CONVOLUTIONAL.layer(null)),
                        () -> named(dropping(Input.FEED_FORWARD.layer(null)).build()),
                        () -> dropping(Input.FEED_FORWARD.layer(null))
                                .biases(true)
                                .build(),
                        () -> dropping(Input.FEED_FORWARD.layer(null))
                                .parameters("W")
                                .build())
                .rejects("dropRate", "given", null, () -> new DropConnect(null, Input.FEED_FORWARD.layer(null)))
                .rejects("drop probability", "[0, 1)", 1.0, () -> new DropConnect(DropRate.of(1), new LossLayer()))
                .rejects("underlying layer", "given", null, () -> new DropConnect(DropRate.of(RATE), null))
                .rejects(
                        "layer",
                        "with weights",
                        "LossLayer",
                        () -> new DropConnect(DropRate.of(RATE), new LossLayer.Builder().build()))
                .rejects("parameters", "[W]", "[RW]", () -> dropping(Input.FEED_FORWARD.layer(null))
                        .parameters("RW")
                        .build())
                .rejects("parameters", "[W]", "[]", () -> dropping(Input.FEED_FORWARD.layer(null))
                        .parameters()
                        .build());
    }

    private static LayerCase convolutionRow() {
        return row("DropConnect Convolution2D and biases", Input.CONVOLUTIONAL, format -> dropping(
                                Input.CONVOLUTIONAL.layer(format))
                        .biases(true)
                        .build())
                .reference((input, p) -> convolution(
                        input, times(p, "W", 0, MASK), times(p, "b", p.get("W").length(), MASK)))
                .unlike(() -> dropping(Input.CONVOLUTIONAL.layer(null)).build())
                .rejects("biases", "false", true, () -> dropping(
                                new DenseLayer.Builder().hasBias(false).build())
                        .biases(true)
                        .build());
    }

    private static LayerCase recurrentRow() {
        return row("DropConnect SimpleRnn, RW", Input.RECURRENT, format -> dropping(Input.RECURRENT.layer(format))
                        .parameters("RW")
                        .build())
                .reference((input, p) -> recurrent(input, p.get("W"), times(p, "RW", 0, MASK), p.get("b")))
                .unlike(() -> dropping(Input.RECURRENT.layer(RNNFormat.NCW))
                        .parameters("W", "RW")
                        .build())
                .rejects("parameters", "[W, RW]", "[U]", () -> dropping(Input.RECURRENT.layer(RNNFormat.NCW))
                        .parameters("U")
                        .build())
                .skip(LayerProperty.MEMORY_REPORT_IS_COMPLETE, NO_REPORT);
    }

    private static LayerCase bidirectionalRow() {
        return row("DropConnect Bidirectional", Input.RECURRENT, format -> dropping(bothDirections(format))
                        .build())
                .sameAtInferenceAs(DropConnectRows::bothDirections)
                .reference((input, p) -> {
                    long first = p.get("fW").length();
                    long second = first + p.get("fRW").length();
                    long third = second + p.get("bW").length();
                    INDArray forward =
                            recurrent(input, times(p, "fW", 0, MASK), times(p, "fRW", first, MASK), p.get("fb"));
                    INDArray backward = recurrent(
                            reversed(input), times(p, "bW", second, MASK), times(p, "bRW", third, MASK), p.get("bb"));
                    return forward.add(reversed(backward));
                })
                .unlike(() -> dropping(Input.RECURRENT.layer(RNNFormat.NCW)).build())
                .rejects("parameters", "[W, RW]", "[fRW]", () -> dropping(bothDirections(RNNFormat.NCW))
                        .parameters("fRW")
                        .build())
                .skip(LayerProperty.MEMORY_REPORT_IS_COMPLETE, NO_REPORT);
    }

    private static LayerCase additiveRow() {
        return row("GaussianWeightNoise SimpleRnn, RW", Input.RECURRENT, format -> perturbing(
                                Input.RECURRENT.layer(format))
                        .parameters("RW")
                        .biases(true)
                        .build())
                .reference((input, p) -> recurrent(
                        input,
                        p.get("W"),
                        p.get("RW").add(noise(p.get("RW"), 0, draw -> 0.2 * ReplayNoise.normal(draw))),
                        p.get("b")
                                .add(noise(p.get("b"), p.get("RW").length(), draw -> 0.2 * ReplayNoise.normal(draw)))))
                .unlike(() -> new GaussianWeightNoise(0.2, Input.RECURRENT.layer(RNNFormat.NCW)), () -> perturbing(
                                Input.RECURRENT.layer(RNNFormat.NCW))
                        .multiplicative(true)
                        .parameters("RW")
                        .biases(true)
                        .build())
                .rejects("parameters", "given", null, () -> perturbing(Input.RECURRENT.layer(RNNFormat.NCW))
                        .parameters((String[]) null)
                        .build())
                .skip(LayerProperty.MEMORY_REPORT_IS_COMPLETE, NO_REPORT);
    }

    private static LayerCase multipliedRow() {
        return row("GaussianWeightNoise Dense, multiplicative", Input.FEED_FORWARD, format -> perturbing(
                                Input.FEED_FORWARD.layer(format))
                        .multiplicative(true)
                        .build())
                .reference((input, p) ->
                        dense(input, times(p, "W", 0, draw -> 1 + 0.2 * ReplayNoise.normal(draw)), p.get("b")))
                .unlike(
                        () -> new GaussianWeightNoise(0.2, Input.FEED_FORWARD.layer(null)),
                        () -> new GaussianWeightNoise(0.3, Input.FEED_FORWARD.layer(null)),
                        () -> named(new GaussianWeightNoise(0.2, Input.FEED_FORWARD.layer(null))))
                .rejects("standardDeviation", ">= 0", -0.1, () -> gaussian(-0.1))
                .rejects("standardDeviation", "finite", Double.NaN, () -> gaussian(Double.NaN));
    }

    private static LayerCase row(String name, Input input, Function<DataFormat, ? extends Layer> factory) {
        return layer(name, input, factory).noiseOnWeights().sameAtInferenceAs(input::layer);
    }

    private static DropConnect.Builder dropping(Layer layer) {
        return DropConnect.builder(layer).dropRate(DropRate.of(RATE));
    }

    private static GaussianWeightNoise.Builder perturbing(Layer layer) {
        return GaussianWeightNoise.builder(layer).standardDeviation(0.2);
    }

    private static GaussianWeightNoise gaussian(double standardDeviation) {
        return new GaussianWeightNoise(standardDeviation, Input.FEED_FORWARD.layer(null));
    }

    private static Layer bothDirections(DataFormat format) {
        return new Bidirectional(Bidirectional.Mode.ADD, Input.RECURRENT.layer(format));
    }

    private static Layer named(Layer layer) {
        layer.setLayerName("other name");
        return layer;
    }

    private static INDArray times(Map<String, INDArray> p, String name, long firstDraw, LongToDoubleFunction factor) {
        return p.get(name).mul(noise(p.get(name), firstDraw, factor));
    }

    /** Draws in the order of {@link ReplayNoise}, which is c order whatever the order of the weights. */
    private static INDArray noise(INDArray weights, long firstDraw, LongToDoubleFunction value) {
        INDArray noise = weights.ulike();
        NdIndexIterator indices = new NdIndexIterator('c', weights.shape());
        for (long draw = firstDraw; indices.hasNext(); draw++) {
            noise.putScalar(indices.next(), value.applyAsDouble(draw));
        }
        return noise;
    }
}
