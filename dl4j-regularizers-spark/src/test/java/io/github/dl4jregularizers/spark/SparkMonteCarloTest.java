package io.github.dl4jregularizers.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.TemperatureScaling;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Distributed prediction equals prediction on the driver. */
@SparkTest
class SparkMonteCarloTest {

    private final MultiLayerNetwork network =
            Networks.sequence(Networks.dense(), new NoiseLayer(new Dropout(Networks.RATE)));
    private final MonteCarloDropout local =
            MonteCarloDropout.of(network).samples(5).seed(8);
    private final List<DataSet> batches = Training.batches(5, 5);

    private SparkMonteCarlo distributed() {
        return SparkMonteCarlo.of(Sparks.local(), local);
    }

    private JavaRDD<DataSet> data() {
        return Sparks.local().parallelize(batches, 2);
    }

    private JavaRDD<INDArray> features() {
        return data().map(batch -> batch.getFeatures());
    }

    private void assertSame(List<PredictiveDistribution> predicted) {
        assertThat(predicted).hasSize(5);
        for (int i = 0; i < 5; i++) {
            PredictiveDistribution expected = local.predict(batches.get(i).getFeatures());
            assertThat(predicted.get(i).mean().data().asDouble())
                    .isEqualTo(expected.mean().data().asDouble());
            assertThat(predicted.get(i).variance().data().asDouble())
                    .isEqualTo(expected.variance().data().asDouble());
        }
    }

    @Test
    void predictionsEqualTheDriversBitForBit() {
        assertSame(distributed().predict(features()).collect());
    }

    @Test
    void progressEndsWithAllBatches() {
        List<Long> progress = new ArrayList<>();
        assertSame(distributed().collect(features(), progress::add));
        assertThat(progress).isSorted().endsWith(5L);
    }

    @Test
    void aFailingTaskFailsTheCall() {
        JavaRDD<INDArray> wrong = Sparks.local().parallelize(List.of(Nd4j.ones(2, 3)), 1);
        assertThatThrownBy(() -> distributed().collect(wrong, done -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("features");
    }

    @Test
    void evaluationsMerge() {
        CalibrationEvaluation expected = new CalibrationEvaluation(4);
        CalibrationEvaluation deterministic = new CalibrationEvaluation(4);
        for (DataSet batch : batches) {
            expected.eval(batch.getLabels(), local.predict(batch.getFeatures()).mean());
            deterministic.eval(batch.getLabels(), network.output(batch.getFeatures()));
        }
        CalibrationEvaluation empty = new CalibrationEvaluation(4);
        CalibrationEvaluation merged = distributed().evaluate(data(), empty);
        assertThat(merged.size()).isEqualTo(20);
        assertThat(empty.size()).isZero();
        assertThat(merged.negativeLogLikelihood()).isEqualTo(expected.negativeLogLikelihood(), within(1e-9));
        assertThat(merged.expectedCalibrationError()).isEqualTo(expected.expectedCalibrationError(), within(1e-9));
        SparkDl4jMultiLayer stock = new SparkDl4jMultiLayer(
                Sparks.local(), network, Training.master(2, 1).build());
        CalibrationEvaluation byDl4j = stock.doEvaluation(data(), Training.BATCH, new CalibrationEvaluation(4))[0];
        assertThat(byDl4j.size()).isEqualTo(20);
        assertThat(byDl4j.brierScore()).isEqualTo(deterministic.brierScore(), within(1e-9));
    }

    @Test
    void temperatureOfCollectedPredictions() {
        List<INDArray> means = batches.stream()
                .map(batch -> local.predict(batch.getFeatures()).mean())
                .collect(Collectors.toList());
        INDArray labels =
                Nd4j.concat(0, batches.stream().map(DataSet::getLabels).toArray(INDArray[]::new));
        LabeledPredictions expected = LabeledPredictions.of(Nd4j.concat(0, means.toArray(new INDArray[0])), labels);
        LabeledPredictions predictions = distributed().labeled(data());
        assertThat(predictions.size()).isEqualTo(20);
        assertThat(TemperatureScaling.fit(predictions).temperature())
                .isEqualTo(TemperatureScaling.fit(expected).temperature());
    }
}
