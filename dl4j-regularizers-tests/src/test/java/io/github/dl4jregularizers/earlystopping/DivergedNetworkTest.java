package io.github.dl4jregularizers.earlystopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Early stopping of a network whose parameters become NaN. */
class DivergedNetworkTest {

    private static final INDArray FEATURES = Nd4j.create(new double[][] {{2, 0}, {1, 0}, {0, 3}});
    private static final INDArray LABELS = Nd4j.create(new double[][] {{1, 0}, {1, 0}, {0, 1}});
    private static final DataSetIterator DATA = EarlyStoppingNetworks.data(FEATURES, LABELS);

    static Stream<ValidationScore<MultiLayerNetwork>> scores() {
        return Stream.of(
                ValidationScore.accuracy(DATA),
                ValidationScore.negativeLogLikelihood(DATA),
                ValidationScore.calibrationError(DATA, 5),
                ValidationScore.meanSquaredError(DATA));
    }

    /** NaN at the end of the given epoch, and what it was before at the end of the next. */
    private static final class Diverging extends BaseTrainingListener {

        private final int epoch;
        private int ended;
        private INDArray finite;

        Diverging(int epoch) {
            this.epoch = epoch;
        }

        @Override
        public void onEpochStart(Model network) {
            if (finite != null) {
                network.params().assign(finite);
                finite = null;
            }
        }

        @Override
        public void onEpochEnd(Model network) {
            if (ended++ == epoch) {
                finite = network.params().dup();
                network.params().assign(Double.NaN);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void keepsTheBestModel(ValidationScore<MultiLayerNetwork> score) {
        for (int diverged = 0; diverged < 3; diverged++) {
            MultiLayerNetwork network = EarlyStoppingNetworks.network(2, 2, Activation.SOFTMAX, LossFunction.MCXENT);
            network.setListeners(new Diverging(diverged));
            EarlyStoppingResult<MultiLayerNetwork> result = new EarlyStoppingTrainer(
                            new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                                    .scoreCalculator(score)
                                    .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
                                    .modelSaver(new InMemoryModelSaver<>())
                                    .build(),
                            network,
                            DATA)
                    .fit();
            assertThat(result.getTerminationReason())
                    .isEqualTo(EarlyStoppingResult.TerminationReason.EpochTerminationCondition);
            assertThat(result.getScoreVsEpoch().get(diverged))
                    .isEqualTo(score.minimizeScore() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
            assertThat(result.getBestModelEpoch()).isNotEqualTo(diverged);
            assertThat(ValidationScore.best(result)).hasValue(score.calculateScore(result.getBestModel()));
            assertThat(ValidationScore.best(result).getAsDouble()).isFinite();
        }
    }
}
