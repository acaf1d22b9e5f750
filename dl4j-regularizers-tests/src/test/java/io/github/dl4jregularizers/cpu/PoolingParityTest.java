package io.github.dl4jregularizers.cpu;

import static io.github.dl4jregularizers.cpu.DnnLayerRun.assertClose;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.normal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pooling keeps its built-in path, since DL4J's helper is no faster and in one case wrong. */
@RequiresCpuModule
@EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
class PoolingParityTest {

    private static final InputType INPUT = InputType.convolutional(9, 9, 3);

    @ParameterizedTest
    @CsvSource({
        "MAX, Truncate, false",
        "MAX, Same, false",
        "MAX, Strict, false",
        "AVG, Truncate, false",
        "AVG, Truncate, true",
        "AVG, Same, false",
        "AVG, Same, true",
        "AVG, Strict, true"
    })
    void equalsTheBuiltInPath(PoolingType type, ConvolutionMode mode, boolean paddingInDivisor) {
        for (int stride = 1; stride <= 2; stride++) {
            Layer layer = new SubsamplingLayer.Builder(type)
                    .kernelSize(3, 3)
                    .stride(stride, stride)
                    .padding(mode == ConvolutionMode.Same ? new int[] {0, 0} : new int[] {1, 1})
                    .convolutionMode(mode)
                    .avgPoolIncludePadInDivisor(paddingInDivisor)
                    .build();
            Supplier<Layer> definition = layer::clone;
            DnnLayerRun enabled = new DnnLayerRun(definition.get(), INPUT, DataType.FLOAT, true);
            DnnLayerRun builtIn = new DnnLayerRun(definition.get(), INPUT, DataType.FLOAT, false);
            assertThat(enabled.helper()).isEqualTo("none");

            INDArray expected = builtIn.forward(normal(1, 2, 3, 9, 9), true);
            assertClose("output", enabled.forward(normal(1, 2, 3, 9, 9), true), expected, 1e-5);
            INDArray epsilon = normal(2, expected.shape());
            assertClose(enabled.backward(epsilon), builtIn.backward(epsilon), 1e-4);
        }
    }

    /** Why it is not used: with padding in the divisor each of 9 inputs of a window must get a ninth. */
    @Test
    void helperIgnoresPaddingInTheDivisor() {
        INDArray input = normal(1, 1, 1, 3, 3);
        INDArray epsilon = normal(2, 1, 1, 1, 1).assign(9);
        INDArray gradient = new MKLDNNSubsamplingHelper(DataType.FLOAT)
                .backpropGradient(
                        input,
                        epsilon,
                        new int[] {3, 3},
                        new int[] {3, 3},
                        new int[] {1, 1},
                        PoolingType.AVG,
                        ConvolutionMode.Truncate,
                        new int[] {1, 1},
                        CNN2DFormat.NCHW,
                        LayerWorkspaceMgr.noWorkspaces())
                .getSecond();
        // Padding fills five places of the window, so four inputs remain and get a quarter each, not a ninth.
        assertThat(gradient.getDouble(0, 0, 0, 0)).isEqualTo(9.0 / 4);
    }
}
