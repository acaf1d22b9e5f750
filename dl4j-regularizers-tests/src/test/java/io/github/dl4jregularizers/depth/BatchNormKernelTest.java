package io.github.dl4jregularizers.depth;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.Arrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Against PyTorch's autograd in double. */
class BatchNormKernelTest {

    private static final JsonNode VALUES = Reference.of("batch-norm");

    @ParameterizedTest
    @CsvSource({"DOUBLE, false, 1e-11", "DOUBLE, true, 1e-11", "FLOAT, false, 3e-6", "FLOAT, true, 3e-6"})
    void agreesWithPyTorch(DataType type, boolean rectified, double tolerance) {
        BatchNormKernel kernel = new BatchNormKernel(rectified);
        INDArray x = array("x", type);
        kernel.useBatchStatistics(x, VALUES.get("epsilon").asDouble(), vector("gamma"), vector("beta"));
        assertClose(kernel.mean(), VALUES.get("mean"), tolerance);
        assertClose(kernel.variance(), VALUES.get("variance"), tolerance);
        JsonNode expected = VALUES.get(rectified ? "rectified" : "linear");
        INDArray y = like(x);
        kernel.normalize(x, y);
        assertClose(values(y), expected.get("y"), tolerance);
        INDArray dx = array("dy", type);
        double[] dGamma = new double[vector("gamma").length];
        double[] dBeta = dGamma.clone();
        kernel.backward(x, dx, dx, dGamma, dBeta);
        assertClose(dGamma, expected.get("dGamma"), tolerance);
        assertClose(dBeta, expected.get("dBeta"), tolerance);
        assertClose(values(dx), expected.get("dx"), tolerance);
        assertThat(x).isEqualTo(array("x", type));
    }

    /** 1000 standard deviations away from 0 the variance of a float E[x^2] - E[x]^2 would have no digit left. */
    @Test
    void aMeanFarFromZeroCostsNoAccuracy() {
        INDArray near = Nd4j.linspace(-1, 1, 4096, DataType.DOUBLE).reshape(4, 1, 32, 32);
        INDArray far = near.add(1000).castTo(DataType.FLOAT);
        INDArray exact = far.castTo(DataType.DOUBLE);
        BatchNormKernel inFloat = new BatchNormKernel(false);
        BatchNormKernel inDouble = new BatchNormKernel(false);
        inFloat.useBatchStatistics(far, 0, new double[] {1}, new double[] {0});
        inDouble.useBatchStatistics(exact, 0, new double[] {1}, new double[] {0});
        assertThat(inFloat.variance()[0]).isCloseTo(exact.var(false).getDouble(0), within(1e-7));
        inFloat.normalize(far, far);
        inDouble.normalize(exact, exact);
        assertWithin("normalized", 1e-6, far, exact);
    }

    @Test
    void theNumberOfThreadsMakesNoDifference() {
        INDArray x = channelsLast(Nd4j.randn(DataType.FLOAT, 60, 70, 7, 5));
        int threads = Nd4j.getEnvironment().maxMasterThreads();
        try {
            INDArray one = normalized(x, 1);
            assertThat(normalized(x, 2)).isEqualTo(one);
            assertThat(normalized(x, 3)).isEqualTo(one);
        } finally {
            Nd4j.getEnvironment().setMaxMasterThreads(threads);
        }
    }

    private static INDArray normalized(INDArray x, int threads) {
        Nd4j.getEnvironment().setMaxMasterThreads(threads);
        BatchNormKernel kernel = new BatchNormKernel(true);
        double[] ones = new double[70];
        Arrays.fill(ones, 1);
        kernel.useBatchStatistics(x, 1e-5, ones, ones);
        INDArray y = like(x);
        kernel.normalize(x, y);
        kernel.backward(x, y, y, new double[70], new double[70]);
        return y;
    }

    private static INDArray channelsLast(INDArray array) {
        return ChannelsLast.of(array, ArrayType.INPUT, LayerWorkspaceMgr.noWorkspaces());
    }

    private static INDArray like(INDArray x) {
        return ChannelsLast.createUninitialized(
                LayerWorkspaceMgr.noWorkspaces(), ArrayType.INPUT, x.dataType(), x.shape());
    }

    private static INDArray array(String name, DataType type) {
        return channelsLast(Reference.array(VALUES.get(name), type));
    }

    private static double[] vector(String name) {
        return values(Reference.array(VALUES.get(name), DataType.DOUBLE));
    }

    private static double[] values(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').reshape(array.length()).toDoubleVector();
    }

    /** Relative to the largest expected value. */
    private static void assertClose(double[] actual, JsonNode expected, double tolerance) {
        double[] values = values(Reference.array(expected, DataType.DOUBLE));
        double scale = Math.max(1, Arrays.stream(values).map(Math::abs).max().orElseThrow());
        assertThat(actual).containsExactly(values, within(tolerance * scale));
    }
}
