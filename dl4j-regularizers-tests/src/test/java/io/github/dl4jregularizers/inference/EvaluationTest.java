package io.github.dl4jregularizers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.calibration.CalibrationError;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import io.github.dl4jregularizers.dropout.Dropout;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Evaluation over an iterator, by hand and during training. */
class EvaluationTest {

    private static final int EXAMPLES = 10;

    private final MultiLayerNetwork network = network();
    private final DataSet data = new DataSet(
            SmallNetworks.numbers(EXAMPLES, 4),
            Nd4j.eye(3).castTo(DataType.DOUBLE).get(NDArrayIndex.indices(0, 1, 2, 0, 1, 2, 0, 1, 2, 0)));
    private final MonteCarloDropout sampler =
            MonteCarloDropout.of(network).samples(10).seed(3);

    private static MultiLayerNetwork network() {
        return SmallNetworks.network(
                InputType.feedForward(4),
                new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build(),
                new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dropOut(new Dropout(DropRate.of(0.3)))
                        .build());
    }

    private ListDataSetIterator<DataSet> batches() {
        return new ListDataSetIterator<>(data.asList(), 4);
    }

    /** Draws are for batches: by hand it has to be the same ones. */
    @Test
    void evaluatesTheMeansOfTheBatches() {
        CalibrationEvaluation found = new CalibrationEvaluation();
        Evaluation classes = new Evaluation();
        ListDataSetIterator<DataSet> iterator = batches();
        iterator.next();
        sampler.doEvaluation(iterator, found, classes);
        List<INDArray> means = new ArrayList<>();
        for (DataSet batch : (Iterable<DataSet>) this::batches) {
            means.add(sampler.predict(batch.getFeatures()).mean());
        }
        INDArray mean = Nd4j.concat(0, means.toArray(INDArray[]::new));
        assertThat(found.size()).isEqualTo(EXAMPLES);
        assertThat(found.negativeLogLikelihood())
                .isCloseTo(
                        NegativeLogLikelihood.of(mean, data.getLabels()), org.assertj.core.data.Offset.offset(1e-12));
        assertThat(found.expectedCalibrationError())
                .isCloseTo(
                        CalibrationError.expected(mean, data.getLabels(), 15),
                        org.assertj.core.data.Offset.offset(1e-12));
        double accuracy = mean.argMax(1)
                .eq(data.getLabels().argMax(1))
                .castTo(DataType.DOUBLE)
                .meanNumber()
                .doubleValue();
        assertThat(classes.accuracy()).isEqualTo(accuracy);
        assertThat(sampler.evaluate(batches()).accuracy()).isEqualTo(accuracy);
    }

    @Test
    void listensToTraining() {
        List<Integer> told = new ArrayList<>();
        MonteCarloDropoutListener listener =
                new MonteCarloDropoutListener(sampler, batches(), 2, (epochs, result) -> told.add(epochs));
        MultiLayerNetwork without = network.clone();
        Nd4j.getRandom().setSeed(5);
        without.fit(batches(), 5);
        network.setListeners(listener);
        Nd4j.getRandom().setSeed(5);
        network.fit(batches(), 5);
        assertThat(told).containsExactly(2, 4);
        assertThat(listener.results().keySet()).containsExactly(2, 4);
        assertThat(listener.results().get(4).size()).isEqualTo(EXAMPLES);
        assertThat(listener.results().get(2)).isNotEqualTo(listener.results().get(4));
        assertThat(network.params().data().asDouble())
                .isEqualTo(without.params().data().asDouble());
        assertThatThrownBy(() -> new MonteCarloDropoutListener(sampler, batches(), 0))
                .hasMessageContainingAll("everyEpochs", ">= 1", "0");
    }
}
