package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.reference.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Against PyTorch's distributions and numpy; certain predictions and 0 log 0 among the samples. */
class PredictiveDistributionTest {

    private static final JsonNode VALUES = Reference.of("predictive-distribution");

    private static PredictiveDistribution of(OutputKind kind, INDArray samples) {
        Settings settings = new Settings();
        settings.keepSamples = true;
        INDArray first = samples.slice(0);
        RunningStatistics statistics =
                new RunningStatistics(OutputLayout.of(null).as(kind), first, settings);
        double[] numbers = samples.dup('c').data().asDouble();
        for (int sample = 0; sample < samples.size(0); sample++) {
            statistics.add(numbers, sample);
        }
        return statistics.distribution();
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

    /** The same numbers with classes on axis 1 of images give the same measures, pixel by pixel. */
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

    /** Sums of squares lose everything to cancellation here; Welford's method does not. */
    @Test
    void varianceIsThatOfSmallDifferences() {
        INDArray samples = Nd4j.createFromArray(new double[][][] {{{1e9 + 1}}, {{1e9 + 2}}, {{1e9 + 3}}});
        assertThat(of(OutputKind.REGRESSION, samples).variance().getDouble(0)).isEqualTo(1);
    }
}
