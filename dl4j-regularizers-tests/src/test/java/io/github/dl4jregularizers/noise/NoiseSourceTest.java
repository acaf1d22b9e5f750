package io.github.dl4jregularizers.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

public class NoiseSourceTest {

    private static final long[] SHAPE = {6, 5, 7};

    public enum Draw {
        BERNOULLI((source, out) -> source.bernoulli(out, 0.7)),
        MASK((source, out) -> source.mask(out, 0.7)),
        GAUSSIAN((source, out) -> source.gaussian(out, 1, 0.5)),
        UNIFORM((source, out) -> source.uniform(out, -1, 2));

        private final BiConsumer<NoiseSource, INDArray> fill;

        Draw(BiConsumer<NoiseSource, INDArray> fill) {
            this.fill = fill;
        }

        public void fill(NoiseSource source, INDArray out) {
            fill.accept(source, out);
        }

        INDArray from(NoiseSource source, DataType type, long... shape) {
            INDArray out = Nd4j.valueArrayOf(shape, Double.NaN, type);
            fill(source, out);
            return out;
        }
    }

    @ParameterizedTest
    @EnumSource
    public void keyedNoiseDoesNotDependOnTheChunking(Draw draw) {
        INDArray whole = draw.from(new SeededNoise(5, 3, 10, 3), DataType.FLOAT, SHAPE);
        for (int sample = 0; sample < 3; sample++) {
            INDArray alone = draw.from(new SeededNoise(5, 3, 10 + sample, 1), DataType.FLOAT, 2, 5, 7);
            INDArray part = whole.get(
                    NDArrayIndex.interval(2 * sample, 2 * sample + 2), NDArrayIndex.all(), NDArrayIndex.all());
            assertThat(part.dup()).isEqualTo(alone);
        }
    }

    /** Parts of 5,000 elements: long enough for an operation of the backend each. */
    @ParameterizedTest
    @EnumSource
    public void keyedNoiseOfLongPartsDoesNotDependOnTheChunking(Draw draw) {
        INDArray whole = draw.from(new SeededNoise(5, 3, 10, 3), DataType.FLOAT, 6, 50, 50);
        for (int sample = 0; sample < 3; sample++) {
            INDArray alone = draw.from(new SeededNoise(5, 3, 10 + sample, 1), DataType.FLOAT, 2, 50, 50);
            INDArray part = whole.get(
                    NDArrayIndex.interval(2 * sample, 2 * sample + 2), NDArrayIndex.all(), NDArrayIndex.all());
            assertThat(part.dup()).isEqualTo(alone);
        }
    }

    @Test
    public void keyedDecisionsDoNotDependOnTheChunking() {
        boolean[] whole = new SeededNoise(5, 3, 10, 3).decisions(60, 0.5);
        for (int sample = 0; sample < 3; sample++) {
            boolean[] alone = new SeededNoise(5, 3, 10 + sample, 1).decisions(20, 0.5);
            assertThat(Arrays.copyOfRange(whole, 20 * sample, 20 * sample + 20)).isEqualTo(alone);
        }
        assertThat(whole).contains(true).contains(false);
        SeededNoise source = new SeededNoise(5, 3, 10, 3);
        assertThat(source.decisions(60, 0.5)).isNotEqualTo(source.decisions(60, 0.5));
        assertThatThrownBy(() -> source.decisions(61, 0.5)).hasMessageContaining("a multiple of 3");
    }

    /** 40,000 draws: the bound is over five standard errors wide. */
    @Test
    public void decisionsAreTrueAtTheAskedRate() {
        Nd4j.getRandom().setSeed(1);
        for (NoiseSource source : new NoiseSource[] {BackendNoise.INSTANCE, new SeededNoise(1, 2, 0, 2)}) {
            boolean[] decisions = source.decisions(40_000, 0.7);
            int kept = 0;
            for (boolean decision : decisions) {
                kept += decision ? 1 : 0;
            }
            assertThat(kept / 40_000.0).isCloseTo(0.7, within(0.0125));
            assertThatThrownBy(() -> source.decisions(2, 0)).hasMessageContaining("retain probability");
        }
        boolean[] first = BackendNoise.INSTANCE.decisions(100, 0.5);
        assertThat(BackendNoise.INSTANCE.decisions(100, 0.5)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    public void keyedNoiseDoesNotDependOnTheOrderOfTheArray(Draw draw) {
        INDArray inCOrder = draw.from(new SeededNoise(5, 3, 10, 1), DataType.FLOAT, SHAPE);
        for (int samples : new int[] {1, 3}) {
            INDArray inFOrder = Nd4j.createUninitialized(DataType.FLOAT, SHAPE, 'f');
            draw.fill(new SeededNoise(5, 3, 10, samples), inFOrder);
            INDArray expected =
                    samples == 1 ? inCOrder : draw.from(new SeededNoise(5, 3, 10, samples), DataType.FLOAT, SHAPE);
            assertThat(inFOrder.dup('c')).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    public void everyPartOfTheKeyCountsAndSoDoesTheDraw(Draw draw) {
        SeededNoise source = new SeededNoise(5, 3, 10, 1);
        INDArray first = draw.from(source, DataType.DOUBLE, 100);
        assertThat(draw.from(source, DataType.DOUBLE, 100)).isNotEqualTo(first);
        assertThat(draw.from(new SeededNoise(6, 3, 10, 1), DataType.DOUBLE, 100))
                .isNotEqualTo(first);
        assertThat(draw.from(new SeededNoise(5, 4, 10, 1), DataType.DOUBLE, 100))
                .isNotEqualTo(first);
        assertThat(draw.from(new SeededNoise(5, 3, 11, 1), DataType.DOUBLE, 100))
                .isNotEqualTo(first);
        assertThat(draw.from(new SeededNoise(5, 3, 10, 1), DataType.DOUBLE, 100))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    public void keyedNoiseIsTheSameInEveryThread(Draw draw) throws Exception {
        Callable<INDArray> task = () -> draw.from(new SeededNoise(5, 3, 10, 2), DataType.FLOAT, SHAPE);
        INDArray here = task.call();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<INDArray> there : threads.invokeAll(java.util.Collections.nCopies(4, task))) {
                assertThat(there.get()).isEqualTo(here);
            }
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource
    public void backendNoiseFollowsTheSeed(Draw draw) {
        Nd4j.getRandom().setSeed(9);
        INDArray first = draw.from(BackendNoise.INSTANCE, DataType.FLOAT, SHAPE);
        Nd4j.getRandom().setSeed(9);
        assertThat(draw.from(BackendNoise.INSTANCE, DataType.FLOAT, SHAPE)).isEqualTo(first);
    }

    /** 40,000 draws: each bound is at least five standard errors wide, a false failure in under 1e-5 of the seeds. */
    @Test
    public void momentsAreTheRequestedOnes() {
        for (NoiseSource source : new NoiseSource[] {BackendNoise.INSTANCE, new SeededNoise(1, 2, 0, 2)}) {
            Nd4j.getRandom().setSeed(1);
            INDArray bernoulli = Draw.BERNOULLI.from(source, DataType.FLOAT, 200, 200);
            assertThat(bernoulli.meanNumber().doubleValue()).isCloseTo(0.7, within(0.0125));
            assertThat(bernoulli.eq(0).castTo(DataType.INT64).sumNumber().longValue()
                            + bernoulli.eq(1).castTo(DataType.INT64).sumNumber().longValue())
                    .isEqualTo(40_000);
            INDArray gaussian = Draw.GAUSSIAN.from(source, DataType.FLOAT, 200, 200);
            assertThat(gaussian.meanNumber().doubleValue()).isCloseTo(1, within(0.0125));
            assertThat(gaussian.stdNumber().doubleValue()).isCloseTo(0.5, within(0.01));
            INDArray uniform = Draw.UNIFORM.from(source, DataType.FLOAT, 200, 200);
            assertThat(uniform.meanNumber().doubleValue()).isCloseTo(0.5, within(0.022));
            assertThat(uniform.minNumber().doubleValue()).isBetween(-1.0, -0.99);
            assertThat(uniform.maxNumber().doubleValue()).isBetween(1.99, 2.0);
        }
    }

    @Test
    public void aDecisionForTheBatchNeedsOneSampleAPass() {
        assertThat(new SeededNoise(1, 2, 7, 1).nextDouble())
                .isEqualTo(new SeededNoise(1, 2, 7, 1).nextDouble())
                .isBetween(0.0, 1.0);
        assertThatThrownBy(() -> new SeededNoise(1, 2, 0, 3).nextDouble())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3");
    }

    /** Below 2^-31 no number would ever be retained, and the mean of a mask would be 0. */
    @ParameterizedTest
    @ValueSource(doubles = {0x1p-32, 0, -0.1, 1.1, Double.NaN})
    public void refusesRetainProbabilitiesThatItCannotDraw(double probability) {
        INDArray out = Nd4j.create(DataType.FLOAT, 3);
        for (NoiseSource source : new NoiseSource[] {BackendNoise.INSTANCE, new SeededNoise(1, 2, 0, 1)}) {
            for (Runnable draw :
                    new Runnable[] {() -> source.bernoulli(out, probability), () -> source.mask(out, probability)}) {
                assertThatThrownBy(draw::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("retain probability")
                        .hasMessageContaining(String.valueOf(probability));
            }
        }
        BackendNoise.INSTANCE.mask(out, 0x1p-31);
    }

    @Test
    public void refusesWhatDoesNotDivide() {
        assertThatThrownBy(() -> Draw.UNIFORM.from(new SeededNoise(1, 2, 0, 4), DataType.FLOAT, SHAPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple");
        assertThatThrownBy(() -> new SeededNoise(1, 2, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("samples");
    }
}
