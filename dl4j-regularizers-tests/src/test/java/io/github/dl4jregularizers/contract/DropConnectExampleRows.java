package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerCase.layer;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rows of DropConnect with a mask per example, and of its Gaussian inference. */
final class DropConnectExampleRows {

    private static final double RETAINED = 0.7;

    /** The memory of one example in double: two arrays of the weights' size. */
    private static final long ONE_EXAMPLE = 2 * Input.SIZE * Input.SIZE * Double.BYTES;

    private DropConnectExampleRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row("mask per example", false, builder -> builder.maskPerExample(true))
                        .sameAtInferenceAs(Input.FEED_FORWARD::layer)
                        .rejects("memoryLimit", ">= 256 bytes", 255L, () -> inNetwork(255))
                        .rejects("maskPerExample", "a DenseLayer or OutputLayer", "SimpleRnn", () -> builder(
                                        Input.RECURRENT.layer(RNNFormat.NCW))
                                .maskPerExample(true)
                                .build())
                        .rejects("maskPerExample", "without layer normalization", "DenseLayer", () -> builder(
                                        new DenseLayer.Builder()
                                                .hasLayerNorm(true)
                                                .build())
                                .maskPerExample(true)
                                .build()),
                row("mask per example, biases, one example at once", true, builder -> builder.maskPerExample(true)
                                .biases(true)
                                .memoryLimit(ONE_EXAMPLE))
                        .sameAtInferenceAs(Input.FEED_FORWARD::layer)
                        .rejects("drop probability", "[0, 1)", 1.0, () -> builder(null)
                                .dropRate(DropRate.of(1))),
                row("mask per example, Gaussian inference", true, builder -> builder.maskPerExample(true)
                                .biases(true)
                                .gaussianInference(6))
                        .rejects("samples of Gaussian inference", "even", 3, () -> dense(b -> b.gaussianInference(3)))
                        .rejects("samples of Gaussian inference", ">= 0", -2, () -> dense(b -> b.gaussianInference(-2)))
                        .rejects("Gaussian inference", "a DenseLayer or OutputLayer", "ConvolutionLayer", () -> builder(
                                        Input.CONVOLUTIONAL.layer(CNN2DFormat.NCHW))
                                .gaussianInference(2)
                                .build()));
    }

    private static LayerCase row(String name, boolean biases, UnaryOperator<DropConnect.Builder> options) {
        return layer("DropConnect " + name, Input.FEED_FORWARD, format -> dense(options))
                .noiseOnWeights()
                .reference((input, parameters) -> forward(input, parameters, biases))
                .skip(LayerProperty.HALF_PRECISION, "keyed masks of 16 bits have other draws than those of 32 bits")
                .unlike(
                        () -> dense(builder -> builder),
                        () -> dense(builder -> options.apply(builder).memoryLimit(1 << 12)),
                        () -> dense(builder -> options.apply(builder).gaussianInference(4)),
                        () -> dense(builder -> options.apply(builder).dropRate(DropRate.of(0.31))));
    }

    private static DropConnect dense(UnaryOperator<DropConnect.Builder> options) {
        return options.apply(builder(Input.FEED_FORWARD.layer(null))).build();
    }

    private static DropConnect.Builder builder(Layer layer) {
        return DropConnect.builder(layer).dropRate(DropRate.retaining(RETAINED));
    }

    private static Network inNetwork(long memoryLimit) {
        return new NetworkPlan(Variant.DOUBLE_PLAIN_SEQUENTIAL, Input.FEED_FORWARD, null)
                .subject(dense(builder -> builder.maskPerExample(true).memoryLimit(memoryLimit)))
                .build();
    }

    /** One draw is the key of the masks [example, out, in]; every product and sum written out. */
    private static INDArray forward(INDArray input, Map<String, INDArray> parameters, boolean biases) {
        INDArray weights = parameters.get("W");
        INDArray bias = parameters.get("b");
        INDArray output = Nd4j.create(DataType.DOUBLE, input.size(0), weights.size(1));
        INDArray masks = masks(0, input.size(0), weights.size(1), weights.size(0));
        INDArray biasMasks = masks(1, input.size(0), weights.size(1));
        for (int example = 0; example < input.size(0); example++) {
            for (int out = 0; out < weights.size(1); out++) {
                double sum = bias.getDouble(out) * (biases ? biasMasks.getDouble(example, out) / RETAINED : 1);
                for (int in = 0; in < weights.size(0); in++) {
                    double mask = masks.getDouble(example, out, in) / RETAINED;
                    sum += mask * weights.getDouble(in, out) * input.getDouble(example, in);
                }
                output.putScalar(example, out, Math.tanh(sum));
            }
        }
        return output;
    }

    private static INDArray masks(int parameter, long... shape) {
        INDArray masks = Nd4j.create(DataType.FLOAT, shape);
        long key = Double.doubleToLongBits(ReplayNoise.uniform(0));
        new SeededNoise(key, parameter, 0, (int) shape[0]).bernoulli(masks, RETAINED);
        return masks;
    }
}
