package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import java.util.List;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** DL4J's layers on which a dropout has the correct gradient, besides those of {@link LayerTable}. */
class DropoutHostTest {

    @ParameterizedTest
    @EnumSource(
            value = Input.class,
            names = {"WORD", "WORDS"},
            mode = EnumSource.Mode.EXCLUDE)
    void rightOnOutputLayers(Input input) {
        NetworkPlan plan = plan(input, input.channelsFirst());
        List<Layer> head = input.head(input.channelsFirst());
        dropout(head.get(head.size() - 1));
        assertExact(plan.below().head(head), input, input.channelsFirst());
    }

    @Test
    void rightOnDepthwiseConvolution() {
        Layer host = new DepthwiseConvolution2D.Builder(2, 2)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .depthMultiplier(1)
                .activation(Activation.TANH)
                .build();
        assertExact(above(Input.CONVOLUTIONAL, host), Input.CONVOLUTIONAL, Input.CONVOLUTIONAL.channelsFirst());
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void rightOnLstmAboveAnotherLayer(RNNFormat format) {
        NetworkPlan plan = plan(Input.RECURRENT, format).below().subject(dropout(lstm(format)));
        assertExact(plan, Input.RECURRENT, format);
    }

    @Test
    void rightOnLstmAsFirstLayer() {
        NetworkPlan plan = plan(Input.RECURRENT, RNNFormat.NCW).subject(dropout(lstm(RNNFormat.NCW)));
        assertExact(plan, Input.RECURRENT, RNNFormat.NCW);
    }

    /** DL4J ignores the dropout in the backward pass. A failure means that DL4J is fixed. */
    @Test
    void wrongOnLstmAsFirstLayerChannelsLast() {
        NetworkPlan plan = plan(Input.RECURRENT, RNNFormat.NWC).subject(dropout(lstm(RNNFormat.NWC)));
        assertWrong(plan, Input.RECURRENT, RNNFormat.NWC);
    }

    /** DL4J ignores the dropout in the backward pass. A failure means that DL4J is fixed. */
    @Test
    void wrongOnDeconvolution() {
        Layer host = new Deconvolution2D.Builder(2, 2)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .build();
        assertWrong(above(Input.CONVOLUTIONAL, host), Input.CONVOLUTIONAL, Input.CONVOLUTIONAL.channelsFirst());
    }

    /** DL4J ignores the dropout in the backward pass. A failure means that DL4J is fixed. */
    @Test
    void wrongOnConvolutionOverTime() {
        Layer host = new Convolution1DLayer.Builder(1, 1)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .build();
        assertWrong(above(Input.RECURRENT, host), Input.RECURRENT, RNNFormat.NCW);
    }

    private static Layer lstm(RNNFormat format) {
        return new LSTM.Builder()
                .dataFormat(format)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer dropout(Layer host) {
        host.setIDropout(new GaussianDropout(DropRate.of(0.4)));
        return host;
    }

    private static NetworkPlan above(Input input, Layer host) {
        return plan(input, input.channelsFirst()).below().subject(dropout(host));
    }

    private static NetworkPlan plan(Input input, DataFormat format) {
        return new NetworkPlan(Variant.DOUBLE_PLAIN_SEQUENTIAL, input, format)
                .global(builder -> builder.updater(new NoOp()));
    }

    private static void assertExact(NetworkPlan plan, Input input, DataFormat format) {
        Network network = plan.build();
        DataSet batch = Batches.batch(input, network, DataType.DOUBLE, format, 1, false);
        GradientChecks.assertExact(input + " " + format, network, batch);
    }

    private static void assertWrong(NetworkPlan plan, Input input, DataFormat format) {
        assertThatThrownBy(() -> assertExact(plan, input, format))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradients, " + input);
    }
}
