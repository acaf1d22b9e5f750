package io.github.dl4jregularizers.depth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The kernel by hand, at the edges of its arithmetic and of its tiles. */
class ReluKernelTest {

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void edges(DataType type) {
        INDArray z = Nd4j.createFromArray(0, 1, -1, 1e30, -1e30, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE)
                .castTo(type);
        INDArray output = z.ulike();
        ReluKernel.rectify(z, output);
        assertThat(output)
                .isEqualTo(Nd4j.createFromArray(0, 1, 0, 1e30, 0, Float.MIN_VALUE, 0, Float.MAX_VALUE)
                        .castTo(type));
        ReluKernel.backward(z, Nd4j.valueArrayOf(z.shape(), -3, type));
        assertThat(z)
                .isEqualTo(Nd4j.createFromArray(0.0, -3, 0, -3, 0, -3, 0, -3).castTo(type));
    }

    /** Longer than a tile and not a multiple of one, on more than one thread. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void longArrays(DataType type) {
        INDArray z = Nd4j.randn(type, 5, 1001);
        INDArray epsilon = Nd4j.randn(type, 5, 1001);
        INDArray positive = z.gt(0).castTo(type);
        INDArray expected = z.mul(positive);
        int threads = Nd4j.getEnvironment().maxMasterThreads();
        Nd4j.getEnvironment().setMaxMasterThreads(3);
        try {
            INDArray output = z.ulike();
            ReluKernel.rectify(z, output);
            assertThat(output).isEqualTo(expected);
            ReluKernel.backward(z, epsilon);
            assertThat(z).isEqualTo(epsilon.mul(positive));
            ReluKernel.rectify(output, output);
            assertThat(output).isEqualTo(expected);
        } finally {
            Nd4j.getEnvironment().setMaxMasterThreads(threads);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void computesTheReluOfDenseArraysOnly(DataType type) {
        INDArray dense = Nd4j.ones(type, 3, 4);
        assertThat(ReluKernel.computes(new ActivationReLU(), dense)).isTrue();
        assertThat(ReluKernel.computes(new ActivationTanH(), dense)).isFalse();
        assertThat(ReluKernel.computes(new ActivationReLU(), dense, dense.transpose()))
                .isFalse();
        assertThat(ReluKernel.computes(new ActivationReLU(), dense.castTo(DataType.BFLOAT16)))
                .isFalse();
    }
}
