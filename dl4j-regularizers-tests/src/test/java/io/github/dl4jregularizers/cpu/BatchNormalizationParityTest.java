package io.github.dl4jregularizers.cpu;

import static io.github.dl4jregularizers.cpu.DnnLayerRun.assertClose;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalization on DL4J's oneDNN helper against DL4J's built-in path. */
@RequiresCpuModule
@EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
class BatchNormalizationParityTest {

    private static final InputType INPUT = InputType.convolutional(6, 5, 3);

    private static Supplier<Layer> definition(boolean logarithmicDeviation) {
        return () ->
                new BatchNormalization.Builder().useLogStd(logarithmicDeviation).build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trainingEqualsTheBuiltInPath(boolean logarithmicDeviation) {
        DnnLayerRun helped = new DnnLayerRun(definition(logarithmicDeviation).get(), INPUT, DataType.FLOAT, true);
        DnnLayerRun builtIn = new DnnLayerRun(definition(logarithmicDeviation).get(), INPUT, DataType.FLOAT, false);
        INDArray[] inputs = {
            normal(1, 4, 3, 6, 5),
            normal(2, 1, 3, 8, 8).addi(50),
            normal(3, 4, 6, 5, 3).permute(0, 3, 1, 2),
            normal(4, 3, 4, 6, 5).permute(1, 0, 2, 3)
        };
        for (INDArray input : inputs) {
            INDArray expected = builtIn.forward(input, true);
            assertClose("output", helped.forward(input, true), expected, 1e-5);
            INDArray epsilon = normal(9, expected.shape());
            assertClose(helped.backward(epsilon.dup()), builtIn.backward(epsilon), 1e-4);
        }
        assertThat(helped.served()).isEqualTo(2 * inputs.length);
        assertThat(builtIn.helper()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inferenceEqualsTheBuiltInPath(boolean logarithmicDeviation) {
        DnnLayerRun helped = new DnnLayerRun(definition(logarithmicDeviation).get(), INPUT, DataType.FLOAT, true);
        DnnLayerRun builtIn = new DnnLayerRun(definition(logarithmicDeviation).get(), INPUT, DataType.FLOAT, false);
        INDArray input = normal(1, 4, 3, 6, 5);
        assertClose("output", helped.forward(input, false), builtIn.forward(input, false), 1e-5);
        assertThat(helped.served()).isEqualTo(1);
    }

    @Test
    void equalsTheBuiltInPathAfterDenseLayers() {
        Supplier<Layer> definition = definition(true);
        DnnLayerRun helped = new DnnLayerRun(definition.get(), InputType.feedForward(3), DataType.FLOAT, true);
        DnnLayerRun builtIn = new DnnLayerRun(definition.get(), InputType.feedForward(3), DataType.FLOAT, false);
        INDArray input = normal(1, 8, 3);
        assertClose("output", helped.forward(input, true), builtIn.forward(input, true), 1e-5);
        assertClose(helped.backward(normal(2, 8, 3)), builtIn.backward(normal(2, 8, 3)), 1e-4);
        assertThat(helped.served()).isEqualTo(2);
    }

    @Test
    void doublePrecisionKeepsTheBuiltInPath() {
        DnnLayerRun run = new DnnLayerRun(definition(true).get(), INPUT, DataType.DOUBLE, true);
        run.backward(run.forward(normal(DataType.DOUBLE, 1, 4, 3, 6, 5), true));
        assertThat(run.served()).isZero();
    }

    @Test
    void lockedGammaAndBetaKeepTheBuiltInPath() {
        Layer locked = new BatchNormalization.Builder().lockGammaBeta(true).build();
        assertThat(new DnnLayerRun(locked, INPUT, DataType.FLOAT, true).helper())
                .isEqualTo("none");
    }

    /** In test mode the helper has no batch statistics to go backward with. */
    @Test
    void frozenWithBackpropKeepsTheBuiltInPath() {
        Supplier<Layer> definition = () -> new FrozenLayerWithBackprop(
                new BatchNormalization.Builder().nIn(3).nOut(3).build());
        DnnLayerRun run = new DnnLayerRun(definition.get(), INPUT, DataType.FLOAT, true);
        DnnLayerRun builtIn = new DnnLayerRun(definition.get(), INPUT, DataType.FLOAT, false);
        INDArray input = normal(1, 4, 3, 6, 5);
        assertThat(run.forward(input, true)).isEqualTo(builtIn.forward(input, true));
        assertThat(run.backward(input).get("input"))
                .isEqualTo(builtIn.backward(input).get("input"));
        assertThat(run.helper()).isEqualTo("none");
    }

    /** A limit that {@link OneDnn} documents. */
    @Test
    void helperCannotGoBackwardAfterATestPass() {
        DnnLayerRun run = new DnnLayerRun(definition(true).get(), INPUT, DataType.FLOAT, true);
        INDArray output = run.forward(normal(1, 4, 3, 6, 5), false);
        assertThatThrownBy(() -> run.backward(output)).isInstanceOf(NullPointerException.class);
    }

    /** Another: the native operation does not see the order. A copy in c order is right. */
    @Test
    void helperIsWrongOnFeaturesInFOrder() {
        DnnLayerRun helped = new DnnLayerRun(definition(true).get(), INPUT, DataType.FLOAT, true);
        DnnLayerRun builtIn = new DnnLayerRun(definition(true).get(), INPUT, DataType.FLOAT, false);
        INDArray features = normal(1, 4, 3, 6, 5).dup('f');
        INDArray expected = builtIn.forward(features, true);

        INDArray wrong = helped.forward(features, true);
        assertThat(wrong.sub(expected).amaxNumber().doubleValue()).isGreaterThan(0.1);
        assertClose("output", helped.forward(features.dup('c'), true), expected, 1e-5);
    }
}
