package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Word dropout and token replacement in every form of texts that DL4J's layers take. */
class TokenAugmentationTest {

    private static final int BATCH = 300;
    private static final int TIME = 8;
    private static final int VOCABULARY = 5;

    /** Token k at position k, modulo the vocabulary. */
    private static INDArray indices(DataType type) {
        double[] tokens = new double[BATCH * TIME];
        Arrays.setAll(tokens, i -> i % VOCABULARY);
        return Nd4j.create(tokens, new long[] {BATCH, TIME}, DataType.DOUBLE).castTo(type);
    }

    private static INDArray oneHot(INDArray indices) {
        INDArray oneHot = Nd4j.zeros(DataType.FLOAT, BATCH, VOCABULARY, TIME);
        double[] tokens = values(indices);
        for (int i = 0; i < tokens.length; i++) {
            oneHot.putScalar(new int[] {i / TIME, (int) tokens[i], i % TIME}, 1);
        }
        return oneHot;
    }

    private static double[] after(TokenAugmentation augmentation, INDArray features) {
        DataSet batch = new DataSet(features, null);
        augmentation.preProcess(batch);
        assertThat(batch.getFeatures().shape()).isEqualTo(features.shape());
        assertThat(batch.getFeatures().dataType()).isEqualTo(features.dataType());
        return values(batch.getFeatures());
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "HALF", "INT", "LONG"})
    void allFormsGiveTheSameTokens(DataType type) {
        for (int kind = 0; kind < 2; kind++) {
            double[] wanted = after(make(kind), indices(DataType.FLOAT));
            assertThat(wanted).isNotEqualTo(values(indices(DataType.FLOAT)));
            assertThat(after(make(kind), indices(type))).isEqualTo(wanted);
            assertThat(after(make(kind), indices(type).reshape(BATCH, 1, TIME))).isEqualTo(wanted);
            double[] hot = after(make(kind), oneHot(indices(type)).castTo(type));
            INDArray expected = oneHot(Nd4j.create(wanted, new long[] {BATCH, TIME}, DataType.DOUBLE));
            assertThat(hot).isEqualTo(values(expected));
        }
    }

    private static TokenAugmentation make(int kind) {
        return kind == 0 ? new WordDropout(0.4, 3, 7) : new TokenReplacement(0.4, VOCABULARY, 7);
    }

    /** 2,400 tokens: five standard deviations. */
    @Test
    void tokensAreReplacedAtTheProbability() {
        double[] before = values(indices(DataType.FLOAT));
        double[] dropped = after(new WordDropout(0.3, 77, 1), indices(DataType.FLOAT));
        int replaced = 0;
        for (int i = 0; i < before.length; i++) {
            assertThat(dropped[i]).isIn(before[i], 77.0);
            replaced += dropped[i] == 77 ? 1 : 0;
        }
        assertThat(replaced).isBetween(720 - 112, 720 + 112);
        double[] drawn = after(new TokenReplacement(1, VOCABULARY, 1), indices(DataType.FLOAT));
        for (int token = 0; token < VOCABULARY; token++) {
            double wanted = token;
            assertThat(Arrays.stream(drawn).filter(value -> value == wanted).count())
                    .isBetween(480L - 98, 480L + 98);
        }
        double[] kept = after(new TokenReplacement(1, 1, 1).withKept(2, 4), indices(DataType.FLOAT));
        for (int i = 0; i < before.length; i++) {
            assertThat(kept[i]).isEqualTo(before[i] == 2 || before[i] == 4 ? before[i] : 0);
        }
        assertThat(after(new WordDropout(0, 1, 1), indices(DataType.INT32))).isEqualTo(before);
    }

    @Test
    void oneWordPerExampleAndPadding() throws Exception {
        INDArray words = indices(DataType.FLOAT).getColumn(1).reshape(BATCH, 1);
        assertThat(after(new WordDropout(1, 9, 1), words)).containsOnly(9);
        INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, TIME);
        mask.getColumn(TIME - 1).assign(0);
        INDArray features = indices(DataType.FLOAT);
        DataSet batch = new DataSet(features, null, mask, null);
        WordDropout all = SerializationUtils.roundtrip(new WordDropout(1, 9, 1));
        all.preProcess(batch);
        assertThat(values(batch.getFeatures().getColumn(TIME - 1))).isEqualTo(values(features.getColumn(TIME - 1)));
        assertThat(values(batch.getFeatures().getColumn(0))).containsOnly(9);
        INDArray empty = Nd4j.zeros(DataType.FLOAT, 2, VOCABULARY, TIME);
        assertThat(after(new WordDropout(1, 3, 1), empty)).containsOnly(0);
    }

    @Test
    void refusals() {
        assertRefused(() -> new WordDropout(1.5, 0, 1), "probability must be in [0.0, 1.0], but was 1.5");
        assertRefused(() -> new WordDropout(0.5, -1, 1), "unknown must be >= 0, but was -1");
        assertRefused(() -> new TokenReplacement(0.5, 0, 1), "vocabulary must be >= 1, but was 0");
        assertRefused(() -> new WordDropout(0.5, 0, 1).withKept(-1), "kept token must be >= 0, but was -1");
        WordDropout dropout = new WordDropout(0.5, 9, 1);
        assertRefused(() -> after(dropout, Nd4j.ones(2, 1, 3, 4)), "features must be indices [batch, time]");
        assertRefused(() -> after(dropout, Nd4j.valueArrayOf(2, 3, 0.5)), "features must be indices of tokens");
        assertRefused(() -> after(dropout, Nd4j.ones(2, 3).neg()), "features must be indices of tokens");
        assertRefused(
                () -> after(dropout, oneHot(indices(DataType.FLOAT))),
                "size of one-hot features must be at least 10, but was 5");
        assertRefused(
                () -> after(new WordDropout(0.5, 1, 1), Nd4j.ones(2, 3, 4)), "features of step 0 must be one-hot");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
