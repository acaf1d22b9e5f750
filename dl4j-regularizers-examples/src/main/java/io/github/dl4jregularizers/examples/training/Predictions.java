package io.github.dl4jregularizers.examples.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Class probabilities of a network or an ensemble in inference mode, with the labels. */
final class Predictions {

    private final INDArray probabilities;
    private final INDArray labels;

    private Predictions(INDArray probabilities, INDArray labels) {
        this.probabilities = probabilities;
        this.labels = labels;
    }

    /** Predicts all images; reads the batches to the end. */
    static Predictions of(UnaryOperator<INDArray> network, DataSetIterator images) {
        List<INDArray> probabilities = new ArrayList<>();
        List<INDArray> labels = new ArrayList<>();
        while (images.hasNext()) {
            DataSet batch = images.next();
            probabilities.add(network.apply(batch.getFeatures()));
            labels.add(batch.getLabels());
        }
        return new Predictions(Nd4j.vstack(probabilities), Nd4j.vstack(labels));
    }

    Metrics metrics() {
        return Metrics.of(probabilities, labels);
    }

    /** Returns the fraction of right answers per class; NaN for a class without images. */
    List<Double> classAccuracy() {
        int[] predicted = probabilities.argMax(1).toIntVector();
        int[] actual = labels.argMax(1).toIntVector();
        int classes = (int) labels.size(1);
        int[] images = new int[classes];
        int[] right = new int[classes];
        for (int i = 0; i < actual.length; i++) {
            images[actual[i]]++;
            right[actual[i]] += predicted[i] == actual[i] ? 1 : 0;
        }
        List<Double> accuracy = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            accuracy.add((double) right[label] / images[label]);
        }
        return accuracy;
    }
}
