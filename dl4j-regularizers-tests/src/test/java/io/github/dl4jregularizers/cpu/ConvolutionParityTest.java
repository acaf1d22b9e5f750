package io.github.dl4jregularizers.cpu;

import static io.github.dl4jregularizers.cpu.DnnLayerRun.assertClose;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution on DL4J's oneDNN helper against DL4J's built-in path, itself im2col and matrix product. */
@RequiresCpuModule
@EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
class ConvolutionParityTest {

    private static final InputType INPUT = InputType.convolutional(9, 9, 3, CNN2DFormat.NCHW);

    /** Forward, forward again because backward needs the output before the activation, and backward. */
    private static final int CALLS_OF_A_STEP = 3;

    static List<ConvolutionLayer.Builder> undilated() {
        List<ConvolutionLayer.Builder> cases = new ArrayList<>();
        for (ConvolutionMode mode :
                new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict}) {
            for (int kernel = 1; kernel <= 3; kernel++) {
                for (int stride = 1; stride <= 3; stride++) {
                    for (int padding = 0; padding <= 1; padding++) {
                        // Same takes no padding, and DL4J refuses it for a stride that leaps over its kernel.
                        boolean meaningful = mode != ConvolutionMode.Same || padding == 0 && stride <= kernel + 1;
                        boolean fits = mode != ConvolutionMode.Strict || (9 + 2 * padding - kernel) % stride == 0;
                        if (meaningful && fits) {
                            cases.add(new ConvolutionLayer.Builder(kernel, kernel)
                                    .convolutionMode(mode)
                                    .stride(stride, stride)
                                    .padding(padding, padding));
                        }
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("undilated")
    void equalsTheBuiltInPath(ConvolutionLayer.Builder definition) {
        for (boolean bias : new boolean[] {true, false}) {
            for (Activation activation : new Activation[] {Activation.IDENTITY, Activation.RELU, Activation.TANH}) {
                Layer layer =
                        definition.nOut(4).hasBias(bias).activation(activation).build();
                assertEqualTraining(layer::clone, 1, normal(1, 2, 3, 9, 9));
            }
        }
    }

    @Test
    void equalsTheBuiltInPathOnRectangles() {
        assertEqualTraining(
                () -> new ConvolutionLayer.Builder(3, 2)
                        .stride(2, 1)
                        .padding(1, 0)
                        .nOut(4)
                        .build(),
                1,
                normal(1, 2, 3, 9, 7));
    }

    /** The helper keeps the padding of the first input it sees. */
    @Test
    void equalsTheBuiltInPathWhenTheInputSizeChanges() {
        Supplier<Layer> definition = () -> new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(4)
                .build();
        INDArray[] inputs = {normal(1, 2, 3, 9, 9), normal(2, 3, 3, 8, 9), normal(3, 1, 3, 10, 7), normal(4, 2, 3, 9, 9)
        };
        assertEqualTraining(definition, inputs.length, inputs);
    }

    @Test
    void equalsTheBuiltInPathOnViewsAndTransposes() {
        Supplier<Layer> definition =
                () -> new ConvolutionLayer.Builder(3, 3).nOut(4).build();
        assertEqualTraining(definition, 1, normal(1, 2, 3, 9, 9).dup('f'));
        assertEqualTraining(definition, 1, normal(1, 2, 9, 9, 3).permute(0, 3, 1, 2));
        assertEqualTraining(definition, 1, normal(1, 3, 2, 9, 9).permute(1, 0, 2, 3));
    }

    /** oneDNN has no such primitive; DL4J logs the error and computes by itself from then on. */
    @Test
    void dilatedConvolutionFallsBack() {
        Supplier<Layer> definition =
                () -> new ConvolutionLayer.Builder(3, 3).dilation(2, 2).nOut(4).build();
        assertEqualTraining(definition, 0, normal(1, 2, 3, 9, 9), normal(2, 2, 3, 9, 9));
    }

    @Test
    void dilatedConvolutionFailsIfNotAllowedToFallBack() {
        DnnLayerRun run = new DnnLayerRun(
                new ConvolutionLayer.Builder(3, 3)
                        .dilation(2, 2)
                        .nOut(4)
                        .helperAllowFallback(false)
                        .build(),
                INPUT,
                DataType.FLOAT,
                true);
        assertThatThrownBy(() -> run.forward(normal(1, 2, 3, 9, 9), true)).hasStackTraceContaining("dilated");
    }

    @Test
    void doublePrecisionKeepsTheBuiltInPath() {
        DnnLayerRun run =
                new DnnLayerRun(new ConvolutionLayer.Builder(3, 3).nOut(4).build(), INPUT, DataType.DOUBLE, true);
        INDArray output = run.forward(normal(DataType.DOUBLE, 1, 2, 3, 9, 9), true);
        run.backward(output);
        assertThat(run.helper()).isEqualTo("MKLDNNConvHelper");
        assertThat(run.served()).isZero();
    }

    /** Causal is for one dimension, where DL4J makes a helper and never calls it. */
    @ParameterizedTest
    @EnumSource(value = ConvolutionMode.class, names = "Strict", mode = Mode.EXCLUDE)
    void oneDimensionKeepsTheBuiltInPath(ConvolutionMode mode) {
        DnnLayerRun run = new DnnLayerRun(
                new Convolution1DLayer.Builder(3).convolutionMode(mode).nOut(4).build(),
                InputType.recurrent(3, 9),
                DataType.FLOAT,
                true);
        INDArray output = run.forward(normal(1, 2, 3, 9), true);
        run.backward(output);
        assertThat(run.served()).isZero();
    }

    @Test
    void causalIsForOneDimensionOnly() {
        assertThatThrownBy(() -> new ConvolutionLayer.Builder(3, 3).convolutionMode(ConvolutionMode.Causal))
                .isInstanceOf(IllegalStateException.class);
    }

    /** The limit that {@link OneDnn} documents: only clearNoiseWeightParams() leads to new noise. */
    @Test
    void weightNoiseIsKeptUntilItIsCleared() {
        assertThat(drawsInTwoSteps(false)).isEqualTo(2);
        assertThat(drawsInTwoSteps(true)).isEqualTo(1);
    }

    private static int drawsInTwoSteps(boolean helpers) {
        AtomicInteger draws = new AtomicInteger();
        Layer definition = new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .hasBias(false)
                .weightNoise(new CountedNoise(draws))
                .build();
        DnnLayerRun run = new DnnLayerRun(definition, INPUT, DataType.FLOAT, helpers);
        for (int step = 0; step < 2; step++) {
            run.backward(run.forward(normal(1, 2, 3, 9, 9), true));
        }
        int drawn = draws.get();
        run.layer().clearNoiseWeightParams();
        run.forward(normal(1, 2, 3, 9, 9), true);
        assertThat(draws.get()).isEqualTo(drawn + 1);
        return drawn;
    }

    /** Leaves the weights unchanged and counts its calls. */
    private static final class CountedNoise implements IWeightNoise {

        private final AtomicInteger draws;

        CountedNoise(AtomicInteger draws) {
            this.draws = draws;
        }

        @Override
        public INDArray getParameter(
                org.deeplearning4j.nn.api.Layer layer,
                String name,
                int iteration,
                int epoch,
                boolean training,
                LayerWorkspaceMgr workspaces) {
            if (name.equals(ConvolutionParamInitializer.WEIGHT_KEY)) {
                draws.incrementAndGet();
            }
            return layer.getParam(name);
        }

        @Override
        public IWeightNoise clone() {
            return this;
        }
    }

    private static void assertEqualTraining(Supplier<Layer> definition, int servedSteps, INDArray... inputs) {
        DnnLayerRun helped = new DnnLayerRun(definition.get(), INPUT, DataType.FLOAT, true);
        DnnLayerRun builtIn = new DnnLayerRun(definition.get(), INPUT, DataType.FLOAT, false);
        assertThat(helped.helper()).isEqualTo("MKLDNNConvHelper");
        assertThat(builtIn.helper()).isEqualTo("none");
        for (INDArray input : inputs) {
            INDArray expected = builtIn.forward(input, true);
            assertClose("output", helped.forward(input, true), expected, 1e-5);
            INDArray epsilon = normal(5, expected.shape());
            Map<String, INDArray> gradients = builtIn.backward(epsilon.dup());
            assertClose(helped.backward(epsilon), gradients, 1e-4);
        }
        assertThat(helped.served()).isEqualTo(CALLS_OF_A_STEP * servedSteps);
    }
}
