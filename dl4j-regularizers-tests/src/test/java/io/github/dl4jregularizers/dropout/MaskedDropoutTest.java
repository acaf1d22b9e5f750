package io.github.dl4jregularizers.dropout;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.config.DataFormats;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Forward and backward pass against PyTorch's autograd for given draws; the contract has the rest. */
class MaskedDropoutTest {

    private static MaskedDropout create(String name, DropRate rate, MaskShape shape, DataFormat format) {
        switch (name) {
            case "GaussianDropout":
                return new GaussianDropout(rate, shape, format);
            case "UniformDropout":
                return new UniformDropout(rate, shape, format);
            case "Dropout":
                return new Dropout(rate, shape, format);
            case "LockedDropout":
                return new LockedDropout(rate, format);
            default:
                throw new IllegalArgumentException(name);
        }
    }

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("masked-dropout").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                cases.add(Arguments.of(
                        values.get("dropout").asText(),
                        values.get("maskShape").asText(),
                        values.get("dataFormat").asText(),
                        type,
                        values));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("torch")
    void equalsTorch(String name, String maskShape, String dataFormat, DataType type, JsonNode values) {
        DataFormat format = format(dataFormat);
        INDArray input = Reference.array(values.get("input"), type);
        INDArray outputGradient = Reference.array(values.get("outputGradient"), type);
        INDArray output = Reference.array(values.get("output"), type);
        INDArray inputGradient = Reference.array(values.get("inputGradient"), type);
        DropRate rate = DropRate.of(values.get("dropRate").asDouble());
        MaskedDropout dropout = create(name, rate, MaskShape.valueOf(maskShape), format)
                .withNoise(new GivenDraws(Reference.array(values.get("draws"), type)));

        assertClose(forward(dropout, input, input.ulike()), output);
        assertClose(dropout.backprop(outputGradient, outputGradient.ulike(), 0, 0), inputGradient);

        INDArray inPlace = input.dup();
        assertThat(forward(dropout, inPlace, inPlace)).isSameAs(inPlace);
        assertClose(inPlace, output);
        if (DataFormats.isChannelsLast(format)) {
            INDArray gradient = channelsFirst(outputGradient).dup();
            assertThat(dropout.backprop(gradient, gradient, 0, 0)).isSameAs(gradient);
            assertClose(gradient, channelsFirst(inputGradient));
        }
    }

    private static INDArray forward(MaskedDropout dropout, INDArray input, INDArray result) {
        return dropout.applyDropout(input, result, 0, 0, LayerWorkspaceMgr.noWorkspaces());
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.dataType()).isEqualTo(expected.dataType());
        assertWithin("array", expected.dataType() == DataType.DOUBLE ? 1e-14 : 1e-5, actual, expected);
    }

    private static DataFormat format(String name) {
        if (name.equals("null")) {
            return null;
        }
        if (name.contains("D")) {
            return Convolution3D.DataFormat.valueOf(name);
        }
        return name.contains("H") ? CNN2DFormat.valueOf(name) : RNNFormat.valueOf(name);
    }

    private static INDArray channelsFirst(INDArray array) {
        switch (array.rank()) {
            case 3:
                return array.permute(0, 2, 1);
            case 4:
                return array.permute(0, 3, 1, 2);
            default:
                return array.permute(0, 4, 1, 2, 3);
        }
    }

    @Test
    void aRateOfZeroChangesNothing() {
        MaskedDropout dropout = new GaussianDropout(DropRate.of(0)).withNoise(new GivenDraws(null));
        INDArray input = Nd4j.rand(DataType.FLOAT, 3, 4);
        assertThat(forward(dropout, input, input.ulike())).isEqualTo(input);
        assertThat(dropout.backprop(input, input.ulike(), 0, 0)).isEqualTo(input);
    }

    @Test
    void aBackwardPassWithoutForwardPassIsRefusedWithTheReason() {
        MaskedDropout dropout = new GaussianDropout(DropRate.of(0.5));
        INDArray array = Nd4j.ones(2, 2);
        assertThatThrownBy(() -> dropout.backprop(array, array, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two layers");
        forward(dropout, array, array);
        dropout.clear();
        assertThatThrownBy(() -> dropout.backprop(array, array, 0, 0)).isInstanceOf(IllegalStateException.class);
    }

    /** NaN propagates: 0 * NaN is NaN. */
    @Test
    void nanStaysNanWhetherDroppedOrNot() {
        INDArray input = Nd4j.createFromArray(Double.NaN, 1, Double.NaN, 1).reshape(1, 4);
        INDArray draws = Nd4j.createFromArray(0.1, 0.1, 0.9, 0.9).reshape(1, 4);
        MaskedDropout dropout = new Dropout(DropRate.of(0.5)).withNoise(new GivenDraws(draws));
        assertThat(forward(dropout, input, input.ulike()).toDoubleVector())
                .containsExactly(Double.NaN, 2, Double.NaN, 0);
        assertThat(dropout.backprop(input, input.ulike(), 0, 0).toDoubleVector())
                .containsExactly(Double.NaN, 2, Double.NaN, 0);
    }

    /** In a channels-last network the gradient of such activations might be in either layout. */
    @ParameterizedTest
    @EnumSource(names = {"PER_ELEMENT", "PER_CHANNEL"})
    void refusesActivationsOfAmbiguousLayout(MaskShape shape) {
        INDArray cube = Nd4j.ones(DataType.FLOAT, 2, 3, 3, 3);
        assertThatThrownBy(
                        () -> forward(new GaussianDropout(DropRate.of(0.5), shape, CNN2DFormat.NHWC), cube, cube.dup()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NHWC")
                .hasMessageContaining("use new NoiseLayer(..)")
                .hasMessageContaining("[2, 3, 3, 3]");
        forward(new GaussianDropout(DropRate.of(0.5), shape, CNN2DFormat.NCHW), cube, cube.dup());
        forward(new GaussianDropout(DropRate.of(0.5), MaskShape.PER_EXAMPLE, CNN2DFormat.NHWC), cube, cube.dup());
    }

    @Test
    void sameOverTimeRefusesActivationsWithoutTime() {
        INDArray flat = Nd4j.ones(DataType.FLOAT, 2, 3);
        assertThatThrownBy(() -> forward(new GaussianDropout(DropRate.of(0.5), MaskShape.SAME_OVER_TIME), flat, flat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SAME_OVER_TIME")
                .hasMessageContaining("[2, 3]");
    }
}
