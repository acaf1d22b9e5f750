package io.github.dl4jregularizers.earlystopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class ValidationScoreTest {

    /** Logits are the features: softmax rows of 0.9, 0.8 and 0.6 for the first class. */
    private static final INDArray FEATURES =
            Nd4j.create(new double[][] {{Math.log(9), 0}, {Math.log(4), 0}, {Math.log(1.5), 0}});

    private static final INDArray LABELS = Nd4j.create(new double[][] {{1, 0}, {1, 0}, {0, 1}});

    private static MultiLayerConfiguration configuration() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.2))
                .list()
                .layer(new OutputLayer.Builder()
                        .nIn(2)
                        .nOut(2)
                        .l2(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration());
        network.init();
        network.setParam("0_W", Nd4j.eye(2).castTo(FEATURES.dataType()));
        return network;
    }

    private static DataSetIterator data() {
        return new ListDataSetIterator<>(List.of(new DataSet(FEATURES, LABELS)), 3);
    }

    @Test
    void scoresAreThoseOfThePredictionsWithoutPenalty() {
        MultiLayerNetwork network = network();
        ComputationGraph graph = network.toComputationGraph();
        double nll = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4)) / 3;
        // Each in a separate bin.
        double error = (0.1 + 0.2 + 0.6) / 3;
        ValidationScore<MultiLayerNetwork> likelihood = ValidationScore.negativeLogLikelihood(data());
        for (int pass = 0; pass < 2; pass++) {
            assertThat(likelihood.calculateScore(network)).isCloseTo(nll, within(1e-7));
        }
        assertThat(new DataSetLossCalculator(data(), true).calculateScore(network))
                .isGreaterThan(nll + 1);
        assertThat(ValidationScore.accuracy(data()).calculateScore(network)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(ValidationScore.calibrationError(data(), 15).calculateScore(network))
                .isCloseTo(error, within(1e-7));
        assertThat(ValidationScore.negativeLogLikelihood(data()).calculateScore(graph))
                .isCloseTo(nll, within(1e-7));
        assertThat(likelihood.minimizeScore()).isTrue();
        assertThat(ValidationScore.calibrationError(data(), 3).minimizeScore()).isTrue();
        assertThat(ValidationScore.accuracy(data()).minimizeScore()).isFalse();
    }

    /** The best of several epochs; DL4J reports another number. */
    @Test
    void bestScoreIsTheBest() {
        for (boolean byAccuracy : new boolean[] {false, true}) {
            ValidationScore<MultiLayerNetwork> score =
                    byAccuracy ? ValidationScore.accuracy(data()) : ValidationScore.negativeLogLikelihood(data());
            EarlyStoppingResult<MultiLayerNetwork> result = new EarlyStoppingTrainer(
                            new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                                    .scoreCalculator(score)
                                    .epochTerminationConditions(new MaxEpochsTerminationCondition(5))
                                    .modelSaver(new InMemoryModelSaver<>())
                                    .build(),
                            network(),
                            data())
                    .fit();
            assertThat(result.getScoreVsEpoch()).hasSize(5);
            double wanted = byAccuracy
                    ? Collections.max(result.getScoreVsEpoch().values())
                    : Collections.min(result.getScoreVsEpoch().values());
            assertThat(ValidationScore.best(result)).hasValue(wanted);
            assertThat(result.getBestModelScore()).isNotEqualTo(wanted);
            assertThat(score.calculateScore(result.getBestModel())).isCloseTo(wanted, within(1e-12));
        }
    }

    @Test
    void refusesDataThatDoNotFitTheMetric() {
        assertThatThrownBy(() -> ValidationScore.accuracy((DataSetIterator) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data must be given");
        assertThatThrownBy(() -> ValidationScore.calibrationError(data(), 0)).hasMessageContaining("bins must be >= 1");
        ValidationScore<MultiLayerNetwork> ofNothing = ValidationScore.accuracy(new ListOfBatches(List.of()));
        assertThatThrownBy(() -> ofNothing.calculateScore(network()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number of labeled predictions in data must be >= 1, but was 0");
        assertThatThrownBy(() -> ValidationScore.best(null)).hasMessageContaining("result must be given");
        assertThat(ValidationScore.best(new EarlyStoppingResult<MultiLayerNetwork>(
                        EarlyStoppingResult.TerminationReason.Error, "", Collections.emptyMap(), -1, 0, 0, null)))
                .isEmpty();
    }
}
