package io.github.dl4jregularizers.earlystopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingModelSaver;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.LocalFileGraphSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class AveragedWeightsTest {

    private static final INDArray FEATURES = Nd4j.create(new double[][] {{2, 0}, {0, 2}, {0, 3}, {3, 0}});
    private static final INDArray LABELS = Nd4j.create(new double[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}});

    /** The trained parameters at the end of each epoch. */
    private static final class Recorder extends BaseTrainingListener {

        private final List<INDArray> parameters = new ArrayList<>();

        @Override
        public void onEpochEnd(Model network) {
            parameters.add(network.params().dup());
        }
    }

    private static DataSetIterator data() {
        return EarlyStoppingNetworks.data(FEATURES, LABELS);
    }

    private static <T extends Model> EarlyStoppingConfiguration<T> threeEpochs(
            ScoreCalculator<T> score, EarlyStoppingModelSaver<T> saver) {
        return new EarlyStoppingConfiguration.Builder<T>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
                .scoreCalculator(score)
                .modelSaver(saver)
                .saveLastModel(true)
                .build();
    }

    private static double distance(INDArray one, INDArray other) {
        return one.distance2(other);
    }

    /** The average starts in epoch 1; the loss falls, so the last epoch is the best. */
    @Test
    void scoresAndSavesTheAverage(@TempDir Path folder) throws IOException {
        MultiLayerNetwork network = EarlyStoppingNetworks.network(2, 2, Activation.SOFTMAX, LossFunction.MCXENT);
        StochasticWeightAveraging average =
                StochasticWeightAveraging.everyEpochs(1).withStart(1);
        Recorder recorder = new Recorder();
        network.setListeners(average, recorder);
        AveragedWeights<MultiLayerNetwork> averaged = new AveragedWeights<>(average);
        ValidationScore<MultiLayerNetwork> score = ValidationScore.negativeLogLikelihood(data());
        EarlyStoppingModelSaver<MultiLayerNetwork> saver = averaged.savedBy(new LocalFileModelSaver(folder.toFile()));
        EarlyStoppingResult<MultiLayerNetwork> result =
                new EarlyStoppingTrainer(threeEpochs(averaged.scoredBy(score), saver), network, data()).fit();

        List<INDArray> trained = recorder.parameters;
        List<INDArray> scored = List.of(
                trained.get(0),
                trained.get(1),
                trained.get(1).add(trained.get(2)).div(2));
        MultiLayerNetwork other = network.clone();
        for (int epoch = 0; epoch < 3; epoch++) {
            other.params().assign(scored.get(epoch));
            assertThat(result.getScoreVsEpoch().get(epoch))
                    .as("epoch %d", epoch)
                    .isCloseTo(score.calculateScore(other), within(1e-9));
        }
        assertThat(result.getBestModelEpoch()).isEqualTo(2);
        assertThat(distance(result.getBestModel().params(), scored.get(2))).isLessThan(1e-9);
        assertThat(distance(saver.getLatestModel().params(), trained.get(2))).isZero();
        assertThat(distance(network.params(), trained.get(2))).isZero();
        assertThat(distance(trained.get(2), scored.get(2))).isGreaterThan(1e-3);
        result.getBestModel().fit(data());
        assertThat(distance(result.getBestModel().params(), scored.get(2))).isGreaterThan(1e-3);
    }

    /** The statistics of BatchNorm are those of the training data: mean 1.25 of both features. */
    @Test
    void estimatesBatchNormStatistics(@TempDir Path folder) {
        MultiLayerNetwork stack = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.2))
                .list()
                .layer(new BatchNormalization.Builder().nIn(2).nOut(2).build())
                .layer(new OutputLayer.Builder()
                        .nIn(2)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        stack.init();
        ComputationGraph graph = stack.toComputationGraph();
        StochasticWeightAveraging average = StochasticWeightAveraging.everyEpochs(1);
        graph.setListeners(average);
        AveragedWeights<ComputationGraph> averaged =
                new AveragedWeights<ComputationGraph>(average).withBatchNormFrom(data());
        ValidationScore<ComputationGraph> score = ValidationScore.negativeLogLikelihood(data());
        EarlyStoppingResult<ComputationGraph> result = new EarlyStoppingGraphTrainer(
                        threeEpochs(
                                averaged.scoredBy(score), averaged.savedBy(new LocalFileGraphSaver(folder.toString()))),
                        graph,
                        data())
                .fit();
        ComputationGraph best = result.getBestModel();
        INDArray mean = best.getParam("0_mean");
        assertThat(distance(mean.reshape(2), Nd4j.createFromArray(1.25, 1.25))).isLessThan(1e-9);
        assertThat(ValidationScore.best(result)).hasValue(score.calculateScore(best));
        assertThat(distance(graph.getParam("0_mean").reshape(2), Nd4j.createFromArray(1.25, 1.25)))
                .isGreaterThan(0.1);
    }

    @Test
    void refusesMissingParts() {
        AveragedWeights<MultiLayerNetwork> averaged = new AveragedWeights<>(StochasticWeightAveraging.everyEpochs(1));
        assertThatThrownBy(() -> new AveragedWeights<>(null)).hasMessageContaining("average must be given");
        assertThatThrownBy(() -> averaged.scoredBy(null)).hasMessageContaining("score must be given");
        assertThatThrownBy(() -> averaged.savedBy(null)).hasMessageContaining("saver must be given");
        assertThatThrownBy(() -> averaged.withBatchNormFrom(null)).hasMessageContaining("data must be given");
        assertThat(averaged.scoredBy(ValidationScore.accuracy(data())).minimizeScore())
                .isFalse();
    }
}
