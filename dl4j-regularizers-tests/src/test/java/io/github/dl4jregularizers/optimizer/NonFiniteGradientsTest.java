package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.optimizer.GradientClippingTest.clipping;
import static io.github.dl4jregularizers.optimizer.GradientClippingTest.filled;
import static io.github.dl4jregularizers.optimizer.GradientClippingTest.gradients;
import static io.github.dl4jregularizers.optimizer.GradientClippingTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient clipping of NaN, of infinity, and at the limits of half precision. */
class NonFiniteGradientsTest {

    /** PyTorch's results for one NaN or infinite gradient; the bias has finite gradients only. */
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"HALF", "FLOAT", "DOUBLE"})
    void nonFiniteGradientsAreNotHidden(DataType type) {
        float nan = Float.NaN;
        float infinity = Float.POSITIVE_INFINITY;
        assertClipped(type, "global", 1, new float[] {nan, 1, 2, 3, 4, 5}, nan, nan, nan, nan, nan, nan);
        assertClipped(type, "global", 1, new float[] {infinity, 1, 2, 3, 4, 5}, nan, 0, 0, 0, 0, 0);
        assertClipped(type, "value", 1.5, new float[] {nan, 1, -2, infinity, 4, 1}, nan, 1, -1.5f, 1.5f, 1.5f, 1);
        // units: the columns (0, 1) and (2, 3), and the bias; the norms of the weights are 5, 5 and 5
        assertClipped(type, "adaptive", 0.1, new float[] {nan, 1, 3, 4, 6, 8}, nan, nan, 0.3f, 0.4f, 0.3f, 0.4f);
        assertClipped(type, "adaptive", 0.1, new float[] {infinity, 1, 3, 4, 6, 8}, nan, 0, 0.3f, 0.4f, 0.3f, 0.4f);
    }

    private static void assertClipped(DataType type, String method, double limit, float[] gradients, float... clipped) {
        MultiLayerNetwork network = small(type, gradients);
        clipping(method, limit).onGradientCalculation(network);
        assertThat(gradients(network).toFloatVector())
                .as(method)
                .containsExactly(clipped, within(type == DataType.FLOAT16 ? 1e-3f : 1e-6f));
    }

    /** Two inputs and two units, with the weights 3 and 4 in each unit and in the bias. */
    private static MultiLayerNetwork small(DataType type, float... gradients) {
        MultiLayerNetwork network = filled(settings(type, 1)
                .list()
                .layer(new DenseLayer.Builder().nOut(2).build())
                .validateOutputLayerConfig(false)
                .setInputType(InputType.feedForward(2))
                .build());
        network.params().assign(Nd4j.createFromArray(3f, 4, 3, 4, 3, 4));
        gradients(network).assign(Nd4j.createFromArray(gradients));
        return network;
    }

    @ParameterizedTest
    @ValueSource(strings = {"global", "adaptive", "value"})
    void anErrorNamesTheParametersWithNonFiniteGradients(String method) {
        GradientClipping strict = clipping(method, 1).errorIfNonFinite();
        MultiLayerNetwork network = small(DataType.FLOAT, 1, 2, Float.NaN, 4, 5, 6);
        float[] before = gradients(network).toFloatVector();
        assertThatThrownBy(() -> strict.onGradientCalculation(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The gradient is NaN or infinite in the parameters [0_W]");
        assertThat(gradients(network).toFloatVector()).containsExactly(before);
        strict.exclude((layer, parameter) -> parameter.equals("W")).onGradientCalculation(network);
        assertThat(gradients(network).toFloatVector()).isNotEqualTo(before);
        assertThat(strict.toString()).endsWith("1.0, error if not finite)");
    }

    /** The squares of these gradients are 0 in half precision, and their sum overflows. */
    @Test
    void normsOfHalfPrecisionAreComputedInFloat() {
        assertClipped(DataType.FLOAT16, "global", 1e-4, new float[] {1e-3f, 0, 0, 0, 0, 0}, 1e-4f, 0, 0, 0, 0, 0);
        MultiLayerNetwork network = small(DataType.FLOAT16, 300, 300, 300, 300, 300, 300);
        GradientClipping.globalNorm(Math.sqrt(6)).onGradientCalculation(network);
        assertThat(gradients(network).toFloatVector()).containsExactly(new float[] {1, 1, 1, 1, 1, 1}, within(1e-3f));
    }
}
