package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Predicts the batches of an iterator and passes them on with their predictions. */
final class EvaluatedBatches {

    private EvaluatedBatches() {}

    static void forEach(
            MonteCarloDropout monteCarlo, DataSetIterator data, BiConsumer<DataSet, PredictiveDistribution> consumer) {
        if (Arguments.required("data", data).resetSupported()) {
            data.reset();
        }
        while (data.hasNext()) {
            DataSet batch = data.next();
            INDArray mask = batch.getFeaturesMaskArray();
            PredictiveDistribution distribution = monteCarlo.predict(
                    new INDArray[] {batch.getFeatures()}, mask == null ? null : new INDArray[] {mask});
            long labels = Arguments.required("labels", batch.getLabels()).size(0);
            if (labels != batch.getFeatures().size(0)) {
                throw Arguments.invalid(
                        "number of labels",
                        "that of the features, " + batch.getFeatures().size(0),
                        labels);
            }
            consumer.accept(batch, distribution);
        }
    }
}
