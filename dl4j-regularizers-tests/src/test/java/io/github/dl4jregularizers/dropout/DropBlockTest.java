package io.github.dl4jregularizers.dropout;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.DropBlock.Scaling;
import io.github.dl4jregularizers.dropout.DropBlock.SeedRate;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Blocks against PyTorch for given draws, and the share of activations that they drop; the contract has the rest. */
class DropBlockTest {

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("drop-block").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                for (char order : new char[] {'c', 'f'}) {
                    cases.add(Arguments.of(values.get("dataFormat").asText(), type, order, values));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} {2} {index}")
    @MethodSource("torch")
    void equalsTorch(String format, DataType type, char order, JsonNode values) {
        GivenDraws draws = new GivenDraws(Reference.array(values.get("draws"), type));
        MaskedDropout dropout = new DropBlock.Builder(
                        DropRate.of(values.get("dropRate").asDouble()),
                        values.get("blockSize").asInt())
                .maskShape(MaskShape.valueOf(values.get("maskShape").asText()))
                .dataFormat(format(format))
                .seedRate(SeedRate.valueOf(values.get("seedRate").asText()))
                .scaling(Scaling.valueOf(values.get("scaling").asText()))
                .build()
                .withNoise(draws);
        INDArray input = Reference.array(values.get("input"), type).dup(order);
        INDArray gradient = Reference.array(values.get("outputGradient"), type);
        assertClose(forward(dropout, input), Reference.array(values.get("output"), type));
        assertClose(
                dropout.backprop(gradient, gradient.ulike(), 0, 0), Reference.array(values.get("inputGradient"), type));
        assertThat(1 - draws.retainProbability())
                .isCloseTo(values.get("seedProbability").asDouble(), within(1e-14));
    }

    private static DataFormat format(String name) {
        return name.contains("H") ? CNN2DFormat.valueOf(name) : RNNFormat.valueOf(name);
    }

    private static INDArray forward(MaskedDropout dropout, INDArray input) {
        return dropout.applyDropout(input, input.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertWithin("array", expected.dataType() == DataType.DOUBLE ? 1e-14 : 1e-5, actual, expected);
    }

    private static final int[][] MAPS = {{8, 8}, {7, 5}, {5, 12}, {1, 9}, {3, 1}, {28, 28}, {64, 48}};
    private static final int[] BLOCKS = {1, 2, 3, 4, 7, 28, 1000};
    private static final double[] RATES = {1e-9, 0.01, 0.1, 0.25, 0.5, 0.9, 0.999};

    /** From the seeds' probability alone, position by position: no draws, and so no tolerance for them. */
    @Test
    void theExpectedShareIsTheDropRate() {
        for (int[] map : MAPS) {
            for (int size : BLOCKS) {
                int side = Math.min(size, Math.min(map[0], map[1]));
                for (double rate : RATES) {
                    double seed = new BlockSeeds(new long[] {1, 1, map[0], map[1]}, 2, size, rate, SeedRate.EXACT)
                            .probability();
                    assertThat(expectedShare(map[0], map[1], side, seed))
                            .as("%d x %d, block %d, rate %s", map[0], map[1], size, rate)
                            .isCloseTo(rate, within(rate * 1e-9 + 1e-15));
                }
            }
        }
    }

    private static double expectedShare(int height, int width, int side, double seed) {
        double[][] retained = new double[height][width];
        for (int top = 0; top + side <= height; top++) {
            for (int left = 0; left + side <= width; left++) {
                for (int i = 0; i < side; i++) {
                    for (int j = 0; j < side; j++) {
                        retained[top + i][left + j] += Math.log1p(-seed);
                    }
                }
            }
        }
        double sum = 0;
        for (double[] row : retained) {
            for (double logRetained : row) {
                sum -= Math.expm1(logRetained);
            }
        }
        return sum / (height * width);
    }

    /** 4 standard errors or more are within 0.01, whatever the block: the seed is fixed besides. */
    @ParameterizedTest
    @CsvSource({
        "8, 8, 7, 0.1",
        "8, 8, 3, 0.25",
        "8, 8, 8, 0.5",
        "8, 8, 2, 0.9",
        "7, 5, 4, 0.3",
        "5, 12, 100, 0.2",
        "6, 6, 1, 0.4"
    })
    void theMeasuredShareIsTheDropRate(int height, int width, int block, double rate) {
        Nd4j.getRandom().setSeed(99);
        INDArray ones = Nd4j.ones(DataType.FLOAT, 400, 100, height, width);
        INDArray output = forward(new DropBlock(DropRate.of(rate), block), ones);
        double share = 1 - output.meanNumber().doubleValue() * (1 - rate);
        assertThat(share).isCloseTo(rate, within(0.01));
        assertThat(output.maxNumber().doubleValue()).isCloseTo(1 / (1 - rate), within(1e-5));
    }

    /** The share of the paper's approximation, for comparison: blocks overlap. */
    @Test
    void thePapersSeedRateDropsLess() {
        double seed = new BlockSeeds(new long[] {1, 1, 8, 8}, 2, 3, 0.25, SeedRate.PAPER).probability();
        assertThat(seed).isCloseTo(0.25 * 64 / (9 * 36), within(1e-15));
        assertThat(expectedShare(8, 8, 3, seed)).isBetween(0.20, 0.235);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5})
    void keptShareScalingKeepsTheMeanExactly(double rate) {
        Nd4j.getRandom().setSeed(3);
        INDArray ones = Nd4j.ones(DataType.DOUBLE, 4, 3, 6, 6);
        INDArray output = forward(byKeptShare(rate), ones);
        assertThat(output.minNumber().doubleValue()).isZero();
        assertThat(output.meanNumber().doubleValue()).isCloseTo(1, within(1e-14));
    }

    @Test
    void whereNothingIsKeptEverythingIsZero() {
        INDArray ones = Nd4j.ones(DataType.DOUBLE, 2, 1, 3, 3);
        GivenDraws seedEverywhere = new GivenDraws(Nd4j.ones(DataType.DOUBLE, 2, 1, 1, 1));
        INDArray output = forward(byKeptShare(0.5).withNoise(seedEverywhere), ones);
        assertThat(output).isEqualTo(ones.like());
    }

    private static MaskedDropout byKeptShare(double rate) {
        return new DropBlock.Builder(DropRate.of(rate), 3)
                .scaling(Scaling.BY_KEPT_SHARE)
                .build();
    }

    @Test
    void channelsAreIndependentOrShared() {
        Nd4j.getRandom().setSeed(17);
        INDArray ones = Nd4j.ones(DataType.DOUBLE, 4000, 2, 5, 5);
        INDArray own = forward(new DropBlock(DropRate.of(0.5), 3), ones);
        INDArray deviation = own.sub(own.mean(true, 0));
        INDArray first = deviation.get(NDArrayIndex.all(), NDArrayIndex.point(0));
        INDArray second = deviation.get(NDArrayIndex.all(), NDArrayIndex.point(1));
        assertThat(first.mul(second).meanNumber().doubleValue()).isCloseTo(0, within(0.05));
        assertThat(first.mul(first).meanNumber().doubleValue()).isGreaterThan(0.5);
        INDArray shared = forward(
                new DropBlock.Builder(DropRate.of(0.5), 3)
                        .maskShape(MaskShape.SAME_OVER_CHANNELS)
                        .build(),
                ones);
        assertThat(shared.get(NDArrayIndex.all(), NDArrayIndex.point(0)))
                .isEqualTo(shared.get(NDArrayIndex.all(), NDArrayIndex.point(1)));
    }

    @Test
    void followsItsRampAndTheSizeOfTheMap() {
        Nd4j.getRandom().setSeed(8);
        MaskedDropout dropout = new DropBlock(DropRate.ramp(0, 0.4, 10), 3);
        for (int side : new int[] {6, 9, 6}) {
            INDArray ones = Nd4j.ones(DataType.FLOAT, 100, 50, side, side);
            for (int iteration : new int[] {0, 5, 10}) {
                double rate = 0.04 * iteration;
                INDArray output =
                        dropout.applyDropout(ones, ones.ulike(), iteration, 0, LayerWorkspaceMgr.noWorkspaces());
                assertThat(1 - output.meanNumber().doubleValue() * (1 - rate)).isCloseTo(rate, within(0.01));
            }
        }
    }

    @Test
    void refusesActivationsWithoutMaps() {
        for (long[] shape : new long[][] {{2, 3}, {2, 3, 4, 4, 4}}) {
            INDArray array = Nd4j.ones(shape);
            assertThatThrownBy(() -> forward(new DropBlock(DropRate.of(0), 3), array))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("feature maps")
                    .hasMessageContaining(Arrays.toString(shape));
        }
    }

    @Test
    void badInputIsRefusedWhenTheNetworkIsBuilt() {
        NoiseLayer layer = new NoiseLayer(new DropBlock(DropRate.of(0.1), 3));
        InputType[] unfit = {
            InputType.feedForward(3),
            InputType.convolutionalFlat(4, 4, 1),
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 4, 4, 1)
        };
        for (InputType input : unfit) {
            assertThatThrownBy(() -> layer.getOutputType(0, input))
                    .as(input.toString())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NoiseLayer")
                    .hasMessageContaining("DropBlock");
        }
        assertThat(layer.getOutputType(0, InputType.convolutional(4, 5, 2))).isNotNull();
        assertThat(layer.getOutputType(0, InputType.convolutional(4, 5, 2, CNN2DFormat.NHWC)))
                .isNotNull();
        assertThat(layer.getOutputType(0, InputType.recurrent(4))).isNotNull();
    }
}
