package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.reference.Reference;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Against PyTorch's distributions and numpy; certain predictions and 0 log 0 among the samples. */
class PredictiveDistributionTest {

    private static final JsonNode VALUES = Reference.of("predictive-distribution");

    private static PredictiveDistribution of(OutputKind kind, INDArray samples) {
        INDArray[] all = new INDArray[(int) samples.size(0)];
        Arrays.setAll(all, samples::slice);
        return PredictiveDistribution.of(kind, all);
    }

    private static void assertEquals(PredictiveDistribution found, JsonNode values, double tolerance) {
        DataType type = found.mean().dataType();
        assertWithin("mean", tolerance, found.mean(), array(values, "mean", type));
        assertWithin("variance", tolerance, found.variance(), array(values, "variance", type));
        assertWithin("predictive", tolerance, found.predictiveEntropy(), array(values, "predictiveEntropy", type));
        assertWithin("expected", tolerance, found.expectedEntropy(), array(values, "expectedEntropy", type));
        assertWithin("information", tolerance, found.mutualInformation(), array(values, "mutualInformation", type));
        assertWithin("variation", tolerance, found.variationRatio(), array(values, "variationRatio", type));
        assertWithin("quantile", tolerance, found.quantile(0.3), array(values, "quantile", type));
    }

    private static INDArray array(JsonNode values, String name, DataType type) {
        return Reference.array(values.get(name), type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOUBLE", "FLOAT"})
    void classesAndEventsAreThoseOfTheReference(DataType type) {
        double tolerance = type == DataType.DOUBLE ? 1e-14 : 1e-6;
        PredictiveDistribution classes = of(OutputKind.CLASSES, array(VALUES.get("classes"), "samples", type));
        assertEquals(classes, VALUES.get("classes"), tolerance);
        assertWithin("class", 0, classes.prediction(), array(VALUES, "classPrediction", DataType.INT32));
        PredictiveDistribution events = of(OutputKind.BINARY, array(VALUES.get("events"), "samples", type));
        assertEquals(events, VALUES.get("events"), tolerance);
        assertWithin("event", 0, events.prediction(), array(VALUES, "eventPrediction", DataType.INT32));
    }

    /** The same numbers with classes on axis 1 of images have the same measures, pixel by pixel. */
    @Test
    void positionsAreIndependent() {
        INDArray samples = array(VALUES.get("classes"), "samples", DataType.DOUBLE);
        PredictiveDistribution flat = of(OutputKind.CLASSES, samples);
        long count = samples.size(0);
        INDArray images =
                samples.reshape('c', count, 2, 3, 4).permute(0, 1, 3, 2).reshape('c', count, 2, 4, 1, 3);
        PredictiveDistribution found = of(OutputKind.CLASSES, images);
        assertWithin(
                "entropy",
                1e-15,
                found.predictiveEntropy(),
                flat.predictiveEntropy().reshape(2, 1, 3));
        assertWithin("class", 0, found.prediction(), flat.prediction().reshape(2, 1, 3));
        assertWithin(
                "votes", 1e-15, found.variationRatio(), flat.variationRatio().reshape(2, 1, 3));
    }

    @Test
    void abstainsWhereItIsUncertain() {
        PredictiveDistribution found = of(OutputKind.CLASSES, array(VALUES.get("classes"), "samples", DataType.DOUBLE));
        INDArray predicted = found.prediction();
        INDArray entropy = found.predictiveEntropy();
        INDArray kept = found.abstainAbove(entropy.getDouble(2));
        for (int i = 0; i < 6; i++) {
            boolean certain = entropy.getDouble(i) <= entropy.getDouble(2);
            assertThat(kept.getInt(i)).isEqualTo(certain ? predicted.getInt(i) : PredictiveDistribution.ABSTAINED);
        }
        assertThat(kept.toIntVector()).contains(PredictiveDistribution.ABSTAINED);
        INDArray unknown = Nd4j.valueArrayOf(new long[] {6}, Double.NaN, DataType.DOUBLE);
        assertThat(found.abstainAbove(unknown, 1).toIntVector()).containsOnly(PredictiveDistribution.ABSTAINED);
    }

    /** Samples of (mean, log variance): E[y] and Var[y] = Var[mean] + E[variance], by hand. */
    @Test
    void learnedVariancesAreAleatoric() {
        double[][][] samples = {{{1, -2, 0, Math.log(3)}}, {{3, 2, Math.log(2), Math.log(5)}}};
        PredictiveDistribution found = of(OutputKind.MEAN_AND_LOG_VARIANCE, Nd4j.createFromArray(samples));
        assertWithin("mean", 1e-15, found.mean(), Nd4j.createFromArray(new double[][] {{2, 0}}));
        assertWithin("epistemic", 1e-15, found.variance(), Nd4j.createFromArray(new double[][] {{2, 8}}));
        assertWithin("aleatoric", 1e-15, found.aleatoricVariance(), Nd4j.createFromArray(new double[][] {{1.5, 4}}));
        assertWithin("sample", 0, found.sample(1), Nd4j.createFromArray(new double[][] {{3, 2}}));
    }

    /** The measures of Monte-Carlo dropout equal those of the same samples as arrays. */
    @Test
    void samplesFromElsewhereAreNoOtherSamples() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.feedForward(4),
                new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dropOut(new Dropout(DropRate.of(0.5)))
                        .build());
        PredictiveDistribution drawn =
                MonteCarloDropout.of(network).samples(9).keepSamples().predict(SmallNetworks.numbers(5, 4));
        INDArray[] samples = new INDArray[9];
        Arrays.setAll(samples, drawn::sample);
        PredictiveDistribution given =
                PredictiveDistribution.of(OutputLayout.of(network).get(0), samples);
        assertThat(given.kind()).isEqualTo(drawn.kind());
        assertWithin("mean", 0, given.mean(), drawn.mean());
        assertWithin("variance", 0, given.variance(), drawn.variance());
        assertWithin("predictive", 0, given.predictiveEntropy(), drawn.predictiveEntropy());
        assertWithin("expected", 0, given.expectedEntropy(), drawn.expectedEntropy());
        assertWithin("information", 0, given.mutualInformation(), drawn.mutualInformation());
        assertWithin("variation", 0, given.variationRatio(), drawn.variationRatio());
        assertWithin("quantile", 0, given.quantile(0.9), drawn.quantile(0.9));
        assertThat(drawn.mutualInformation().maxNumber().doubleValue()).isPositive();
    }

    /** The caller may go on with its arrays, whatever their order and strides. */
    @Test
    void samplesAreReadAsTheyAre() {
        INDArray sample = SmallNetworks.numbers(3, 4).transpose();
        INDArray before = sample.dup('c');
        PredictiveDistribution found = PredictiveDistribution.of(OutputKind.REGRESSION, sample, sample.dup('f'));
        assertWithin("mean", 0, found.mean(), before);
        found.mean().assign(0);
        sample.assign(0);
        assertWithin("mean", 0, found.mean(), before);
    }

    @Test
    void refusesNoSamplesOtherShapesAndNoProbabilities() {
        INDArray sample = SmallNetworks.numbers(2, 3);
        assertRefused(() -> PredictiveDistribution.of(OutputKind.CLASSES), "number of samples must be >= 1");
        assertRefused(() -> PredictiveDistribution.of((OutputKind) null, sample), "kind must be given");
        assertRefused(() -> PredictiveDistribution.of((OutputLayout) null, sample), "layout must be given");
        assertRefused(() -> PredictiveDistribution.of(OutputKind.CLASSES, sample, null), "sample 1 must be given");
        assertRefused(
                () -> PredictiveDistribution.of(OutputKind.REGRESSION, sample, SmallNetworks.numbers(3, 2)),
                "sample 1 must be of shape [2, 3], but was [3, 2]");
        assertRefused(
                () -> PredictiveDistribution.of(OutputKind.CLASSES, sample, sample.sub(2)),
                "sample 1 must be probabilities in [0, 1], but was -");
        assertRefused(
                () -> PredictiveDistribution.of(OutputKind.BINARY, sample.add(1)),
                "sample 0 must be probabilities in [0, 1], but was 1.");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    /** Sums of squares cancel completely here; Welford's method does not. */
    @Test
    void varianceIsThatOfSmallDifferences() {
        INDArray samples = Nd4j.createFromArray(new double[][][] {{{1e9 + 1}}, {{1e9 + 2}}, {{1e9 + 3}}});
        assertThat(of(OutputKind.REGRESSION, samples).variance().getDouble(0)).isEqualTo(1);
    }
}
