package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Accuracy, negative log-likelihood or calibration error of probabilities. */
final class ClassificationMetric implements RunningMetric {

    private final ValidationMetric metric;
    private final CalibrationEvaluation evaluation;

    ClassificationMetric(ValidationMetric metric, int bins) {
        this.metric = metric;
        this.evaluation = new CalibrationEvaluation(bins);
    }

    @Override
    public void add(ValidationBatch batch) {
        INDArray predictions = batch.predictions();
        INDArray labels = batch.labels();
        if (batch.outputs() == 1) {
            predictions = withComplement(predictions);
            labels = withComplement(labels.reshape(batch.predictions().shape()));
        }
        try {
            evaluation.eval(labels, predictions, batch.mask());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    metric + " takes probabilities of classes, from softmax or one sigmoid output: " + e.getMessage(),
                    e);
        }
    }

    /** Returns 1 - p and p, as two classes. */
    private static INDArray withComplement(INDArray probability) {
        INDArray second = probability.castTo(DataType.DOUBLE);
        return Nd4j.concat(1, second.rsub(1), second);
    }

    @Override
    public long size() {
        return evaluation.size();
    }

    @Override
    public double value() {
        switch (metric) {
            case ACCURACY:
                return evaluation.accuracy();
            case NEGATIVE_LOG_LIKELIHOOD:
                return evaluation.negativeLogLikelihood();
            default:
                return evaluation.expectedCalibrationError();
        }
    }
}
