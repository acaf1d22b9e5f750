package io.github.dl4jregularizers.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.BaseEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationCalibration;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Batch by batch is the same as all at once, in DL4J's own loop, merged, restored, masked. */
class CalibrationEvaluationTest {

    private static final int SIZE = 60;
    private static final INDArray PROBABILITIES;
    private static final INDArray LABELS;

    static {
        Nd4j.getRandom().setSeed(11);
        PROBABILITIES = Transforms.softmax(Nd4j.randn(SIZE, 3), true);
        LABELS = Nd4j.create(SIZE, 3);
        for (int i = 0; i < SIZE; i++) {
            LABELS.putScalar(i, i % 3, 1);
        }
    }

    private static INDArray rows(INDArray array, int from, int to) {
        return array.get(NDArrayIndex.interval(from, to));
    }

    private static CalibrationEvaluation over(int from, int to) {
        CalibrationEvaluation evaluation = new CalibrationEvaluation(10);
        for (int at = from; at < to; at += 7) {
            evaluation.eval(rows(LABELS, at, Math.min(at + 7, to)), rows(PROBABILITIES, at, Math.min(at + 7, to)));
        }
        return evaluation;
    }

    private static void assertIsOfAll(CalibrationEvaluation evaluation) {
        LabeledPredictions all = LabeledPredictions.of(PROBABILITIES, LABELS);
        double ece = CalibrationError.expected(all, Binning.equalWidth(10));
        assertThat(evaluation.size()).isEqualTo(SIZE);
        assertThat(evaluation.getValue(CalibrationEvaluation.Metric.ACCURACY)).isEqualTo(all.accuracy());
        assertThat(evaluation.getValue(CalibrationEvaluation.Metric.NEGATIVE_LOG_LIKELIHOOD))
                .isCloseTo(NegativeLogLikelihood.of(all), within(1e-12));
        assertThat(evaluation.getValue(CalibrationEvaluation.Metric.BRIER_SCORE))
                .isCloseTo(BrierScore.of(all), within(1e-12));
        assertThat(evaluation.getValue(CalibrationEvaluation.Metric.EXPECTED_CALIBRATION_ERROR))
                .isCloseTo(ece, within(1e-12));
        assertThat(evaluation.reliabilityDiagram().bins())
                .hasSameSizeAs(
                        ReliabilityDiagram.of(all, Binning.equalWidth(10)).bins());
    }

    @Test
    void batchesAreAsAllAtOnce() {
        assertIsOfAll(over(0, SIZE));
    }

    @Test
    void mergesWithoutChangingTheOther() {
        CalibrationEvaluation merged = new CalibrationEvaluation(10);
        CalibrationEvaluation second = over(20, SIZE);
        merged.merge(over(0, 20));
        merged.merge(second);

        assertIsOfAll(merged);
        assertThat(second).isEqualTo(over(20, SIZE)).hasSameHashCodeAs(over(20, SIZE));
    }

    /** The behavior of DL4J's evaluation, as documented in the Javadoc. */
    @Test
    void dl4jCountsTwiceWhatTheFirstWorkerBrings() {
        EvaluationCalibration worker = new EvaluationCalibration(1, 1, false);
        worker.eval(LABELS, PROBABILITIES);
        EvaluationCalibration merged = new EvaluationCalibration(1, 1, false);
        merged.merge(worker);

        assertThat(merged.getRDiagBinTotalCount().getLong(0)).isEqualTo(2L * SIZE);
        assertThat(merged.getLabelCountsEachClass()).isNull();
    }

    @Test
    void isRestoredFromJsonResetAndMadeAnew() {
        CalibrationEvaluation evaluation = over(0, SIZE);
        CalibrationEvaluation restored = BaseEvaluation.fromJson(evaluation.toJson(), CalibrationEvaluation.class);

        assertThat(restored).isEqualTo(evaluation);
        assertIsOfAll(restored);
        restored.reset();
        assertThat(restored).isEqualTo(evaluation.newInstance()).isNotEqualTo(evaluation);
        assertThat(restored.accuracy()).isNaN();
        assertThat(restored.expectedCalibrationError()).isNaN();
    }

    @Test
    void networksEvaluateWithItAndMaskedStepsDoNotCount() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new LSTM.Builder().nOut(4).build())
                .layer(new RnnOutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build());
        network.init();
        INDArray labels = LABELS.reshape(12, 5, 3).permute(0, 2, 1).dup();
        INDArray mask = Nd4j.ones(12, 5);
        for (int example = 0; example < 12; example++) {
            for (int step = 2; step < example % 6; step++) {
                mask.putScalar(example, step, 0);
            }
        }
        DataSet data = new DataSet(Nd4j.randn(12, 2, 5), labels, null, mask);

        Evaluation accuracy = network.evaluate(new ListDataSetIterator<>(data.asList(), 4));
        CalibrationEvaluation evaluation =
                network.doEvaluation(new ListDataSetIterator<>(data.asList(), 4), new CalibrationEvaluation())[0];

        assertThat(evaluation.size()).isEqualTo(mask.sumNumber().longValue()).isLessThan(60);
        assertThat(evaluation.accuracy()).isCloseTo(accuracy.accuracy(), within(1e-12));
        assertThat(evaluation.stats()).startsWith(evaluation.size() + " predictions: accuracy 0.");
    }

    @Test
    void aBatchThatIsMaskedAltogetherAddsNothing() {
        CalibrationEvaluation evaluation = over(0, SIZE);
        evaluation.eval(LABELS, PROBABILITIES, Nd4j.zeros(SIZE, 1));

        assertIsOfAll(evaluation);
    }

    @Test
    void refusesOtherBinsAndMetrics() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalibrationEvaluation(0))
                .withMessage("bins must be >= 1, but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalibrationEvaluation(3).merge(new CalibrationEvaluation(4)))
                .withMessage("bins of the other evaluation must be the same, 3, but was 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalibrationEvaluation().getValue(Evaluation.Metric.ACCURACY))
                .withMessageContaining("metric must be a CalibrationEvaluation.Metric");
    }
}
