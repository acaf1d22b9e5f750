package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** NaN stays NaN where numbers are clipped, and half precision is refused. */
class NanAndHalfPrecisionTest {

    private static final KlWeight WEIGHT = KlWeight.forTrainingExamples(10);

    static Stream<Layer> layers() {
        return Stream.of(
                new VariationalDense.Builder()
                        .klWeight(WEIGHT)
                        .nOut(3)
                        .name("noisy")
                        .build(),
                new VariationalConvolution2D.Builder(1, 1)
                        .klWeight(WEIGHT)
                        .nOut(3)
                        .name("noisy")
                        .build(),
                new LearnedGaussianDropout.Builder()
                        .klWeight(WEIGHT)
                        .name("noisy")
                        .build(),
                new L0Gates.Builder().lambda(0.1).name("noisy").build());
    }

    private static MultiLayerNetwork network(DataType type, Layer layer) {
        return new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .list()
                .layer(layer)
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(
                        layer instanceof VariationalConvolution2D
                                ? InputType.convolutional(2, 2, 3)
                                : InputType.feedForward(3))
                .build());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void halfPrecisionIsRefusedByName(Layer layer) {
        MultiLayerNetwork network = network(DataType.FLOAT16, layer);
        assertThatThrownBy(network::init)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data type of the network of " + layer.getClass().getSimpleName()
                        + " \"noisy\" must be FLOAT or DOUBLE, but was HALF");
    }

    /** ND4J's max and min replace NaN by the bound: a diverged network would look like one with gates. */
    @Test
    void gatesOfNaNAreNaN() {
        MultiLayerNetwork network =
                network(DataType.DOUBLE, new L0Gates.Builder().lambda(0.1).build());
        network.init();
        INDArray logAlpha = Nd4j.createFromArray(Double.NaN, 200, -200);
        network.getParam("0_logAlpha").assign(logAlpha);
        network.getLayer(0).applyConstraints(0, 0);
        INDArray clipped = network.getParam("0_logAlpha");
        assertThat(clipped.getDouble(0)).isNaN();
        assertThat(clipped.getDouble(1)).isEqualTo(Math.log(100));
        assertThat(clipped.getDouble(2)).isEqualTo(-Math.log(100));
        INDArray gates = new L0Gates.Builder().lambda(0.1).build().gates(clipped);
        assertThat(gates.toDoubleVector()).containsExactly(Double.NaN, 1, 0);
        DataSet batch = new DataSet(Nd4j.ones(DataType.DOUBLE, 1, 3), Nd4j.createFromArray(new double[][] {{1, 0}}));
        assertThat(network.score(batch)).isNaN();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void parametersOfNaNMakeTheScoreNaN(Layer layer) {
        MultiLayerNetwork network = network(DataType.DOUBLE, ((FeedForwardLayer) layer).clone());
        network.init();
        String name = layer instanceof L0Gates
                ? "logAlpha"
                : layer instanceof LearnedGaussianDropout ? "logit" : "logVariance";
        INDArray parameter = network.getParam("0_" + name);
        parameter.assign(Double.NaN);
        long[] shape = layer instanceof VariationalConvolution2D ? new long[] {1, 3, 2, 2} : new long[] {1, 3};
        network.setInput(Nd4j.ones(DataType.DOUBLE, shape));
        network.setLabels(Nd4j.createFromArray(new double[][] {{1, 0}}));
        network.computeGradientAndScore();
        assertThat(network.score()).isNaN();
        assertThat(network.getFlattenedGradients().sumNumber().doubleValue()).isNaN();
    }
}
