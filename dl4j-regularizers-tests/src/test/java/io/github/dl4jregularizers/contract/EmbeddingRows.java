package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerCase.layer;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.EmbeddingDropout;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rows of EmbeddingDropout: both embedding layers, with and without bias and activation. */
final class EmbeddingRows {

    private static final double RETAINED = 0.6;

    private EmbeddingRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row(Input.WORD, "plain", false, Activation.IDENTITY),
                row(Input.WORD, "bias, tanh", true, Activation.TANH),
                row(Input.WORDS, "plain", false, Activation.IDENTITY),
                row(Input.WORDS, "bias, tanh", true, Activation.TANH),
                row(Input.WORDS, "bias", true, Activation.IDENTITY));
    }

    private static LayerCase row(Input input, String name, boolean bias, Activation activation) {
        DropRate rate = DropRate.retaining(RETAINED);
        return layer(
                        "EmbeddingDropout " + name,
                        input,
                        format -> new EmbeddingDropout(rate, embedding(input, format, bias, activation)))
                .sameAtInferenceAs(format -> embedding(input, format, bias, activation))
                .reference((words, parameters) -> lookUp(words, parameters, activation))
                .unlike(
                        () -> new EmbeddingDropout(
                                DropRate.of(0.3), embedding(input, input.channelsFirst(), bias, activation)),
                        () -> new EmbeddingDropout(rate, embedding(input, input.channelsFirst(), !bias, activation)),
                        () -> named(
                                new EmbeddingDropout(rate, embedding(input, input.channelsFirst(), bias, activation))))
                .rejects("dropRate", "given", null, () -> new EmbeddingDropout(null, input.layer(RNNFormat.NCW)))
                .rejects("underlying", "given", null, () -> new EmbeddingDropout(rate, null))
                .rejects(
                        "underlying layer of EmbeddingDropout",
                        "an EmbeddingLayer or EmbeddingSequenceLayer",
                        "DenseLayer",
                        () -> new EmbeddingDropout(rate, new DenseLayer.Builder().build()))
                .rejects("drop probability", "[0, 1)", 1.0, () -> new EmbeddingDropout(DropRate.of(1), null));
    }

    private static Layer named(Layer layer) {
        layer.setLayerName("other");
        return layer;
    }

    private static Layer embedding(Input input, DataFormat format, boolean bias, Activation activation) {
        return input == Input.WORD
                ? new EmbeddingLayer.Builder()
                        .nIn(Input.VOCABULARY)
                        .nOut(Input.SIZE)
                        .hasBias(bias)
                        .biasInit(0.3)
                        .activation(activation)
                        .build()
                : new EmbeddingSequenceLayer.Builder()
                        .outputDataFormat((RNNFormat) format)
                        .nIn(Input.VOCABULARY)
                        .nOut(Input.SIZE)
                        .hasBias(bias)
                        .biasInit(0.3)
                        .activation(activation)
                        .build();
    }

    /** Draw i belongs to row i of W; the bias is added to what is left of the row. */
    private static INDArray lookUp(INDArray words, Map<String, INDArray> parameters, Activation activation) {
        boolean sequence = words.size(1) > 1;
        long examples = words.size(0);
        INDArray output = sequence
                ? Nd4j.create(DataType.DOUBLE, examples, Input.SIZE, words.size(1))
                : Nd4j.create(DataType.DOUBLE, examples, Input.SIZE);
        INDArray bias = parameters.get("b");
        NdIndexIterator indices = new NdIndexIterator('c', output.shape());
        while (indices.hasNext()) {
            long[] index = indices.next();
            int word = words.getInt((int) index[0], sequence ? (int) index[2] : 0);
            double factor = ReplayNoise.uniform(word) < RETAINED ? 1 / RETAINED : 0;
            double sum = factor * parameters.get("W").getDouble(word, index[1])
                    + (bias == null ? 0 : bias.getDouble(index[1]));
            output.putScalar(index, activation == Activation.TANH ? Math.tanh(sum) : sum);
        }
        return output;
    }
}
