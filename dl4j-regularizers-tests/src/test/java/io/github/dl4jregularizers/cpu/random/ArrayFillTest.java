package io.github.dl4jregularizers.cpu.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.NoiseSourceTest;
import io.github.dl4jregularizers.noise.SeededNoise;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The place of each number: arrays of every kind, threads and the borders of chunks. */
@RequiresCpuModule
class ArrayFillTest {

    enum Kind {
        BERNOULLI(new Bernoulli(0.3, 1 / 0.3)),
        GAUSSIAN(new Gaussian(1, 0.5)),
        UNIFORM(new Uniform(-1, 2));

        private final Distribution distribution;

        Kind(Distribution distribution) {
            this.distribution = distribution;
        }

        INDArray fill(DataType type, int threads, long... shape) {
            INDArray array = Nd4j.valueArrayOf(shape, Double.NaN, type);
            ArrayFill.fill(array, distribution, 7, threads);
            return array;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNumberOfThreadsDoesNotCount(Kind kind) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray alone = kind.fill(type, 1, 9_999);
            assertThat(alone.sumNumber().doubleValue()).isNotNaN();
            for (int threads : new int[] {2, 3, 16}) {
                assertThat(kind.fill(type, threads, 9_999)).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShortArrayHoldsTheBeginningOfALongOne(Kind kind) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray whole = kind.fill(type, 1, 5_000);
            for (int length : new int[] {1, 2, 1023, 1024, 1025, 2047, 2048, 2049, 4097}) {
                assertThat(kind.fill(type, 1, length)).isEqualTo(whole.get(NDArrayIndex.interval(0, length)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheViewIsWritten(Kind kind) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray array = Nd4j.valueArrayOf(new long[] {10, 6}, 55.0, type);
            INDArray rows = array.get(NDArrayIndex.interval(3, 7), NDArrayIndex.all());
            ArrayFill.fill(rows, kind.distribution, 7);
            assertThat(rows.dup()).isEqualTo(kind.fill(type, 1, 4, 6));
            assertThat(array.eq(55).castTo(DataType.INT64).sumNumber().intValue())
                    .isEqualTo(36);
        }
    }

    /** Through the source: what is no run of floats or doubles is filled by other means. */
    @ParameterizedTest
    @EnumSource(NoiseSourceTest.Draw.class)
    void arraysOfEveryKindAreFilled(NoiseSourceTest.Draw draw) {
        INDArray large = Nd4j.valueArrayOf(new long[] {8, 9, 10}, Double.NaN, DataType.FLOAT);
        INDArray[] arrays = {
            large.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5), NDArrayIndex.all()),
            large.permute(2, 0, 1),
            Nd4j.valueArrayOf(new long[] {8, 9}, Double.NaN, DataType.DOUBLE).dup('f'),
            Nd4j.valueArrayOf(new long[] {8, 9}, Double.NaN, DataType.FLOAT).transpose(),
            Nd4j.valueArrayOf(new long[] {8, 9}, Double.NaN, DataType.FLOAT16),
            Nd4j.valueArrayOf(new long[] {8, 9}, Double.NaN, DataType.BFLOAT16),
            Nd4j.valueArrayOf(new long[] {1, 1, 1, 1}, Double.NaN, DataType.FLOAT),
            Nd4j.scalar(DataType.DOUBLE, Double.NaN)
        };
        for (INDArray array : arrays) {
            draw.fill(BackendNoise.INSTANCE, array);
            assertThat(array.castTo(DataType.DOUBLE).sumNumber().doubleValue()).isNotNaN();
        }
    }

    @Test
    void aFullRetainProbabilityDropsNothing() {
        INDArray array = Nd4j.create(DataType.FLOAT, 100_000);
        BackendNoise.INSTANCE.bernoulli(array, 1);
        assertThat(array.minNumber().doubleValue()).isEqualTo(1);
    }

    @Test
    void aMaskHasTwoValues() {
        for (NoiseSource source : new NoiseSource[] {BackendNoise.INSTANCE, new SeededNoise(1, 2, 0, 4)}) {
            for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
                INDArray mask = Nd4j.valueArrayOf(new long[] {40, 25}, Double.NaN, type);
                source.mask(mask, 0.3);
                double kept = type == DataType.FLOAT ? (float) (1 / 0.3) : 1 / 0.3;
                assertThat(IntStream.range(0, 1000).mapToDouble(i -> mask.getDouble(i / 25, i % 25)))
                        .containsOnly(0.0, kept);
            }
        }
    }
}
