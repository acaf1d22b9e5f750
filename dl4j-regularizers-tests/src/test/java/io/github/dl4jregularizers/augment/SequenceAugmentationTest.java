package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Masks, warps and jitter of sequences. */
class SequenceAugmentationTest {

    private static final int BATCH = 40;
    private static final int FEATURES = 5;
    private static final int TIME = 12;

    private static INDArray sequences(DataType type) {
        double[] values = new double[BATCH * FEATURES * TIME];
        Arrays.setAll(values, i -> i + 1);
        return Nd4j.create(values, new long[] {BATCH, FEATURES, TIME}, DataType.DOUBLE)
                .castTo(type);
    }

    /** Steps 2 to 8 are valid. */
    private static INDArray mask() {
        INDArray mask = Nd4j.zeros(DataType.FLOAT, BATCH, TIME);
        for (int step = 2; step < 9; step++) {
            mask.getColumn(step).assign(1);
        }
        return mask;
    }

    static Stream<Arguments> all() {
        return Stream.of(
                row("masks", (format, seed) -> new SpecAugment(format, seed)
                        .withFeatureMasks(1, 2)
                        .withTimeMasks(2, 3, 0.4)),
                row("warp", (format, seed) -> new SpecAugment(format, seed).withTimeWarp(2)),
                row("jitter", (format, seed) -> new Jitter(format, 0.3, seed).withScaling(0.2)));
    }

    private static Arguments row(String name, BiFunction<RNNFormat, Long, SequenceAugmentation> maker) {
        return Arguments.of(name, maker);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void bothFormatsAndTypesGiveTheSame(String name, BiFunction<RNNFormat, Long, SequenceAugmentation> maker) {
        DataSet first = new DataSet(sequences(DataType.DOUBLE), null);
        DataSet last = new DataSet(first.getFeatures().permute(0, 2, 1), null);
        double[] before = values(first.getFeatures());
        maker.apply(RNNFormat.NCW, 3L).preProcess(first);
        maker.apply(RNNFormat.NWC, 3L).preProcess(last);
        assertThat(values(first.getFeatures())).isNotEqualTo(before);
        assertThat(values(last.getFeatures().permute(0, 2, 1)))
                .containsExactly(values(first.getFeatures()), within(1e-12));
        DataSet half = new DataSet(sequences(DataType.DOUBLE).div(4096).castTo(DataType.FLOAT16), null);
        DataSet wide = new DataSet(half.getFeatures().castTo(DataType.DOUBLE), null);
        maker.apply(RNNFormat.NCW, 3L).preProcess(half);
        maker.apply(RNNFormat.NCW, 3L).preProcess(wide);
        assertThat(half.getFeatures().dataType()).isEqualTo(DataType.FLOAT16);
        assertThat(values(half.getFeatures())).containsExactly(values(wide.getFeatures()), within(2e-3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void paddingStaysAndDrawsAreKeyed(String name, BiFunction<RNNFormat, Long, SequenceAugmentation> maker)
            throws Exception {
        INDArray features = sequences(DataType.FLOAT);
        double[] before = values(features);
        DataSet batch = new DataSet(features, null, mask(), null);
        SequenceAugmentation augmentation = maker.apply(RNNFormat.NCW, 3L);
        augmentation.preProcess(batch);
        double[] after = values(batch.getFeatures());
        assertThat(values(features)).isEqualTo(before);
        int changed = 0;
        for (int i = 0; i < after.length; i++) {
            boolean padded = i % TIME < 2 || i % TIME > 8;
            if (padded) {
                assertThat(after[i]).isEqualTo(before[i]);
            }
            changed += after[i] == before[i] ? 0 : 1;
        }
        assertThat(changed).isPositive();
        SequenceAugmentation again = SerializationUtils.roundtrip(augmentation);
        again.startAt(0);
        MultiDataSet multi = new MultiDataSet(new INDArray[] {features}, null, new INDArray[] {mask()}, null);
        again.preProcess(multi);
        assertThat(values(multi.getFeatures(0))).isEqualTo(after);
        DataSet hidden = new DataSet(features, null, Nd4j.zeros(DataType.FLOAT, BATCH, TIME), null);
        maker.apply(RNNFormat.NCW, 3L).preProcess(hidden);
        assertThat(values(hidden.getFeatures())).isEqualTo(before);
    }

    /** Widths are uniform over 0 to the limit, and the share limits the steps: 0.4 of 7 valid steps are 2. */
    @Test
    void masksHaveTheirWidths() {
        int[] bands = new int[FEATURES + 1];
        int[] spans = new int[TIME + 1];
        SpecAugment feature = new SpecAugment(RNNFormat.NCW, 1).withFeatureMasks(1, 2);
        SpecAugment time = new SpecAugment(RNNFormat.NCW, 1).withTimeMasks(1, 9, 0.4);
        int batches = 75;
        for (int i = 0; i < batches; i++) {
            DataSet batch = new DataSet(sequences(DataType.FLOAT), null);
            feature.preProcess(batch);
            for (int k = 0; k < BATCH; k++) {
                INDArray masked = batch.getFeatures().slice(k).eq(0).castTo(DataType.FLOAT);
                assertNoneOrAll(masked.sum(1), TIME);
                bands[masked.getColumn(0).sumNumber().intValue()]++;
            }
            DataSet padded = new DataSet(sequences(DataType.FLOAT), null, mask(), null);
            time.preProcess(padded);
            for (int k = 0; k < BATCH; k++) {
                INDArray masked = padded.getFeatures().slice(k).eq(0).castTo(DataType.FLOAT);
                assertNoneOrAll(masked.sum(0), FEATURES);
                spans[masked.getRow(0).sumNumber().intValue()]++;
            }
        }
        // 3,000 draws over three widths: five standard deviations are 129.
        for (int[] widths : new int[][] {bands, spans}) {
            assertThat(Arrays.stream(widths).skip(3).sum()).isZero();
            assertThat(Arrays.stream(widths).limit(3)).allMatch(count -> Math.abs(count - 1000) < 130);
        }
    }

    private static void assertNoneOrAll(INDArray counts, int all) {
        assertThat(Arrays.stream(counts.toDoubleVector()).allMatch(count -> count == 0 || count == all))
                .isTrue();
    }

    @Test
    void jitterHasItsMoments() {
        DataSet zeros = new DataSet(Nd4j.zeros(DataType.DOUBLE, 2000, 1, 10), null);
        new Jitter(RNNFormat.NCW, 0.5, 2).preProcess(zeros);
        // 20,000 draws: five standard errors of the mean and of the deviation.
        assertThat(zeros.getFeatures().meanNumber().doubleValue()).isCloseTo(0, within(0.018));
        assertThat(zeros.getFeatures().stdNumber().doubleValue()).isCloseTo(0.5, within(0.0125));
        DataSet ones = new DataSet(Nd4j.ones(DataType.DOUBLE, 20000, 1, 2), null);
        new Jitter(RNNFormat.NCW, 0, 2).withScaling(0.1).preProcess(ones);
        INDArray steps = ones.getFeatures().reshape(20000, 2);
        assertThat(values(steps.getColumn(0))).isEqualTo(values(steps.getColumn(1)));
        assertThat(steps.meanNumber().doubleValue()).isCloseTo(1, within(0.0036));
        assertThat(steps.getColumn(0).stdNumber().doubleValue()).isCloseTo(0.1, within(0.0025));
    }

    /** Labels per step move to the nearest step with the same map. */
    @Test
    void warpsMoveLabelsOfSteps() {
        double[] numbers = new double[BATCH * TIME];
        Arrays.setAll(numbers, i -> i % TIME);
        INDArray steps = Nd4j.create(numbers, new long[] {BATCH, 1, TIME}, DataType.DOUBLE);
        DataSet batch = new DataSet(steps, steps, mask(), mask());
        new SpecAugment(RNNFormat.NCW, 4).withTimeWarp(2).preProcess(batch);
        double[] exact = values(batch.getFeatures());
        double[] nearest = values(batch.getLabels());
        assertThat(exact).isNotEqualTo(values(steps));
        for (int i = 0; i < exact.length; i++) {
            assertThat(nearest[i]).isEqualTo(Math.rint(nearest[i]));
            assertThat(Math.abs(nearest[i] - exact[i])).isLessThanOrEqualTo(0.5 + 1e-9);
        }
        DataSet inPlace = new DataSet(steps, steps);
        new SpecAugment(RNNFormat.NCW, 4).withTimeWarp(2).withLabelsInPlace().preProcess(inPlace);
        assertThat(inPlace.getLabels()).isSameAs(steps);
    }

    @Test
    void refusals() {
        assertRefused(() -> new SpecAugment(null, 1), "format must be given");
        SpecAugment augment = new SpecAugment(RNNFormat.NCW, 1);
        assertRefused(() -> augment.withTimeWarp(-1), "time warp must be finite and >= 0");
        assertRefused(() -> augment.withFeatureMasks(-1, 2), "number of feature masks must be >= 0");
        assertRefused(() -> augment.withFeatureMasks(1, -2), "width of feature masks must be >= 0");
        assertRefused(() -> augment.withTimeMasks(1, -2, 1), "length of time masks must be >= 0");
        assertRefused(() -> augment.withTimeMasks(1, 2, 1.5), "share of time masks must be in [0.0, 1.0]");
        assertRefused(() -> augment.withFill(Double.NaN), "fill must be finite");
        assertRefused(() -> new Jitter(RNNFormat.NCW, -1, 1), "sigma must be finite and >= 0");
        assertRefused(() -> new Jitter(RNNFormat.NCW, 1, 1).withScaling(Double.NaN), "scale must be");
        assertRefused(
                () -> augment.preProcess(new DataSet(Nd4j.ones(2, 3), null)),
                "features must be sequences: floating-point numbers of shape [batch, features, time]");
        INDArray features = sequences(DataType.FLOAT);
        assertRefused(
                () -> augment.preProcess(new DataSet(features, null, Nd4j.ones(BATCH, 3), null)),
                "features mask must be of shape [40, 12], but was of shape [40, 3]");
        SpecAugment warp = augment.withTimeWarp(1);
        assertRefused(
                () -> warp.preProcess(new DataSet(features, Nd4j.ones(BATCH, 2, 3))),
                "labels must be of the features' 12 steps");
        assertRefused(
                () -> warp.preProcess(new DataSet(features, features, mask(), Nd4j.ones(BATCH, TIME))),
                "labels mask must be that of the features");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
