package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of attention with dropout; masks are compared with PyTorch in its own test. */
final class AttentionRows {

    private static final double RATE = 0.3;

    private AttentionRows() {}

    static List<LayerCase> rows() {
        return List.of(projected(), unprojected());
    }

    private static LayerCase projected() {
        return LayerCase.layer("SelfAttentionWithDropout, two heads", Input.RECURRENT, format -> heads(2, 3, RATE)
                        .dataFormat((RNNFormat) format)
                        .build())
                .noiseOnWeights()
                .reference(AttentionRows::forward)
                .sameAtInferenceAs(format -> heads(2, 3, 0).build())
                .unlike(
                        () -> heads(2, 3, 0.4).build(),
                        () -> heads(1, 3, RATE).build(),
                        () -> heads(2, 2, RATE).build(),
                        () -> heads(2, 3, RATE).dataFormat(RNNFormat.NWC).build())
                .rejects("dropRate", "given", null, () -> heads(2, 3, RATE)
                        .dropRate(null)
                        .build())
                .rejects("nHeads", ">= 1", 0, () -> heads(0, 3, RATE).build())
                .rejects("headSize", ">= 1", 0, () -> heads(2, 0, RATE).build())
                .rejects("nOut", ">= 1", 0, () -> heads(2, 3, RATE).nOut(0).build())
                .rejects(
                        "nOut",
                        "a multiple of nHeads 3",
                        4,
                        () -> builder(RATE).nHeads(3).nOut(4).projectInput(true).build())
                .rejects("activation", "identity", "tanh", () -> heads(2, 3, RATE)
                        .activation(Activation.TANH)
                        .build())
                .rejects("input", "recurrent", "InputTypeFeedForward", () -> {
                    heads(2, 3, RATE).build().setNIn(InputType.feedForward(4), false);
                    return null;
                })
                .rejects("dataFormat", "NCW", "NWC", () -> {
                    InputType input = InputType.recurrent(4, 5, RNNFormat.NCW);
                    heads(2, 3, RATE).dataFormat(RNNFormat.NWC).build().setNIn(input, false);
                    return null;
                });
    }

    private static LayerCase unprojected() {
        return LayerCase.layer("SelfAttentionWithDropout, no projection", Input.RECURRENT, format -> builder(RATE)
                        .dataFormat((RNNFormat) format)
                        .build())
                .noiseOnWeights()
                .reference(AttentionRows::forward)
                .sameAtInferenceAs(format -> builder(0).build())
                .unlike(() -> builder(0.4).build(), () -> heads(1, 4, RATE).build())
                .rejects("nHeads", "projectInput(true)", 2, () -> builder(RATE)
                        .nHeads(2)
                        .build())
                .rejects("headSize", "left out", 2, () -> builder(RATE)
                        .headSize(2)
                        .build())
                .rejects("nOut", "nIn, 4", 3, () -> builder(RATE).nOut(3).build());
    }

    private static SelfAttentionWithDropout.Builder builder(double rate) {
        return new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(rate))
                .dataFormat(RNNFormat.NCW)
                .nIn(Input.SIZE);
    }

    private static SelfAttentionWithDropout.Builder heads(int heads, int size, double rate) {
        return builder(rate).nHeads(heads).headSize(size).nOut(Input.SIZE).projectInput(true);
    }

    /** One query at a time; draw k is that of attention weight k in the order [batch, heads, queries, keys]. */
    private static INDArray forward(INDArray input, Map<String, INDArray> parameters) {
        long time = input.size(2);
        long heads = parameters.isEmpty() ? 1 : parameters.get("Wq").size(0);
        INDArray output = Nd4j.create(DataType.DOUBLE, input.size(0), Input.SIZE, time);
        long draw = 0;
        for (long example = 0; example < input.size(0); example++) {
            INDArray x = input.slice(example);
            INDArray y = output.slice(example);
            for (long head = 0; head < heads; head++) {
                INDArray queries = projected(x, parameters.get("Wq"), head);
                INDArray keys = projected(x, parameters.get("Wk"), head);
                INDArray values = projected(x, parameters.get("Wv"), head);
                for (int query = 0; query < time; query++) {
                    INDArray weights = Nd4j.create(DataType.DOUBLE, time);
                    double sum = 0;
                    for (int key = 0; key < time; key++) {
                        INDArray products = queries.getColumn(query).mul(keys.getColumn(key));
                        double exponential = Math.exp(products.sumNumber().doubleValue() / Math.sqrt(queries.size(0)));
                        sum += exponential;
                        weights.putScalar(key, ReplayNoise.uniform(draw++) < 1 - RATE ? exponential / (1 - RATE) : 0);
                    }
                    INDArray attended = values.mmul(weights.div(sum).reshape(time, 1));
                    y.getColumn(query).addi(outputOf(attended, parameters.get("Wo"), head));
                }
            }
        }
        return output;
    }

    private static INDArray projected(INDArray x, INDArray weights, long head) {
        return weights == null ? x : weights.slice(head).mmul(x);
    }

    private static INDArray outputOf(INDArray attended, INDArray weights, long head) {
        if (weights == null) {
            return attended.reshape(attended.length());
        }
        INDArray sum = Nd4j.create(DataType.DOUBLE, weights.size(1));
        for (long i = 0; i < attended.length(); i++) {
            sum.addi(weights.getRow(head * attended.length() + i).mul(attended.getDouble(i)));
        }
        return sum;
    }
}
