package io.github.dl4jregularizers.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The number of times that the host waits for the device. */
@EnabledIfSystemProperty(
        named = FakeDevice.PROPERTY,
        matches = "true",
        disabledReason = "ND4J's buffers are the ordinary ones in this JVM")
class AccessBudgetTest {

    private static final int BLOCKING_READS = 20;

    private static final int BATCH = 4;
    private static final int SAMPLES = 4;

    @BeforeAll
    static void header() {
        print("network", "work", "element reads", "element writes", "bulk reads", "in a pass", "DL4J's reads");
    }

    static Stream<Arguments> networks() {
        INDArray images = images(2 * BATCH);
        INDArray classes = classes(2 * BATCH);
        INDArray words = Nd4j.zeros(2 * BATCH, BudgetNetworks.CLASSES, BudgetNetworks.SIZE);
        IntStream.range(0, 2 * BATCH).forEach(row -> {
            IntStream.range(0, BudgetNetworks.SIZE).forEach(step -> words.putScalar(row, row, step, 1));
        });
        return Stream.of(
                network("README", BudgetNetworks::readme, images, classes),
                network("ResNet-20, regularized", BudgetNetworks::resNet20, images, classes),
                network("ResNet-20, SAM and clipping", BudgetNetworks::sharpResNet20, images, classes),
                network("LSTM with DropConnect", BudgetNetworks::lstm, words, words));
    }

    private static INDArray images(int examples) {
        return Nd4j.rand(examples, 3, BudgetNetworks.SIZE, BudgetNetworks.SIZE);
    }

    private static INDArray classes(int examples) {
        return first(Nd4j.eye(BudgetNetworks.CLASSES), examples);
    }

    private static Arguments network(
            String name, Supplier<MultiLayerNetwork> builder, INDArray features, INDArray labels) {
        return Arguments.of(name, builder, features, labels);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("networks")
    void aTrainingStepStaysInTheBudget(
            String name, Supplier<MultiLayerNetwork> builder, INDArray features, INDArray labels) {
        MultiLayerNetwork network = builder.get();
        assertBudget(name, "training step", 1, features, batch -> network.fit(batch, first(labels, batch.size(0))));
    }

    @Test
    void clippingReadsOneArrayAtMost() {
        MultiLayerNetwork network = BudgetNetworks.resNet20();
        network.fit(images(BATCH), classes(BATCH));
        assertThat(readsOf(GradientClipping.globalNorm(1), network)).isEqualTo(1);
        assertThat(readsOf(GradientClipping.globalNorm(1).errorIfNonFinite(), network))
                .isEqualTo(1);
        assertThat(readsOf(GradientClipping.byValue(1), network)).isZero();
        assertThat(readsOf(GradientClipping.adaptive(0.01), network)).isZero();
    }

    private static long readsOf(GradientClipping clipping, MultiLayerNetwork network) {
        AccessLog.record(() -> clipping.onGradientCalculation(network));
        return AccessLog.count(access -> access.isByLibrary() && access.read);
    }

    /** The first step records the order of the weights; from then on, their penalties are read together. */
    @Test
    void penaltiesOfAllWeightsStayInTheBudget() {
        INDArray features = images(2 * BATCH);
        INDArray labels = classes(2 * BATCH);
        MultiLayerNetwork penalized = BudgetNetworks.penalizedResNet20();
        penalized.fit(first(features, BATCH), first(labels, BATCH));
        assertBudget(
                "ResNet-20, two penalties",
                "training step",
                1,
                features,
                batch -> penalized.fit(batch, first(labels, batch.size(0))));
        penalized.setListeners(new SharpnessAwareMinimization(0.05));
        assertBudget(
                "ResNet-20, penalties, SAM",
                "training step",
                1,
                features,
                batch -> penalized.fit(batch, first(labels, batch.size(0))));
    }

    /** One read per round of iterations, for all weights together. */
    @Test
    void constraintsOfAllWeightsStayInTheBudget() {
        INDArray features = images(2 * BATCH);
        INDArray labels = classes(2 * BATCH);
        MultiLayerNetwork network = BudgetNetworks.constrainedResNet20();
        network.fit(first(features, BATCH), first(labels, BATCH));
        assertBudget(
                "ResNet-20, spectral norms",
                "training step",
                1,
                features,
                batch -> network.fit(batch, first(labels, batch.size(0))));
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("networks")
    void inferenceNeedsNoAccess(String name, Supplier<MultiLayerNetwork> builder, INDArray features, INDArray labels) {
        MultiLayerNetwork network = builder.get();
        assertBudget(name, "inference", 1, features, network::output);
        assertThat(AccessLog.counts(Access::isByLibrary)).isEmpty();
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("networks")
    void aPredictionBySamplesStaysInTheBudget(
            String name, Supplier<MultiLayerNetwork> builder, INDArray features, INDArray labels) {
        MonteCarloDropout dropout =
                MonteCarloDropout.of(builder.get()).samples(SAMPLES).seed(1);
        assertBudget(name, "Monte-Carlo, " + SAMPLES + " samples", SAMPLES, features, dropout::predict);
    }

    /** The first call, which sets up what later calls reuse, is not counted. Twice the batch makes no more accesses. */
    private static void assertBudget(String name, String work, int passes, INDArray features, Work action) {
        action.on(first(features, BATCH));
        AccessLog.record(() -> action.on(first(features, 2 * BATCH)));
        Map<String, Long> larger = AccessLog.counts(access -> access.isByLibrary() && access.element);
        AccessLog.record(() -> action.on(first(features, BATCH)));
        Map<String, Long> counts = AccessLog.counts(access -> access.isByLibrary());
        long readsInPass = AccessLog.count(access -> access.isByLibrary() && access.pass && access.read);
        print(
                name,
                work,
                AccessLog.count(access -> access.isByLibrary() && access.element && access.read),
                AccessLog.count(access -> access.isByLibrary() && access.element && !access.read),
                AccessLog.count(access -> access.isByLibrary() && !access.element && access.read),
                readsInPass,
                AccessLog.count(access -> !access.isByLibrary() && access.read));
        assertThat(AccessLog.counts(access -> access.isByLibrary() && access.element))
                .as("accesses to elements, which do not grow with the batch")
                .isEqualTo(larger);
        assertThat(AccessLog.count(access -> access.isByLibrary() && (access.read || access.element)))
                .as("accesses that block: %s", counts)
                .isLessThanOrEqualTo(passes * BLOCKING_READS);
        assertThat(AccessLog.counts(access -> access.isByLibrary() && access.pass && access.read))
                .as("in a forward or backward pass")
                .isEmpty();
    }

    private static INDArray first(INDArray array, long examples) {
        return array.get(NDArrayIndex.interval(0, examples)).dup();
    }

    private static void print(Object... row) {
        System.out.printf("%-28s %-22s %14s %14s %11s %10s %13s%n", row);
    }

    /** An operation of a network on a batch. */
    private interface Work {
        void on(INDArray features);
    }
}
