package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.monitor.RegularizationMonitor;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.Lookahead;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;

/** Listeners of the network: in the workers, on the driver, or refused. */
@SparkTest
class WorkerListenersTest {

    private static MultiLayerNetwork network(TrainingListener... listeners) {
        MultiLayerNetwork network = Networks.sequence(Networks.dense(), new NoiseLayer(new Dropout(Networks.RATE)));
        network.setListeners(listeners);
        return network;
    }

    static Stream<TrainingListener> ofSteps() {
        return Stream.of(GradientClipping.globalNorm(0.01), new SharpnessAwareMinimization(0.5));
    }

    @ParameterizedTest
    @MethodSource("ofSteps")
    void listenersOfStepsWorkInTheWorkers(TrainingListener listener) {
        List<DataSet> batches = Training.batches(3, 5);
        MultiLayerNetwork local = network(listener);
        Training.locally(local, batches, 2);
        MultiLayerNetwork distributed = network(listener);
        Training.onSpark(Sparks.local(), distributed, Training.master(1, 3).build(), batches, 1, 2);
        MultiLayerNetwork without = network();
        Training.locally(without, batches, 2);
        assertThat(values(distributed)).isEqualTo(values(local)).isNotEqualTo(values(without));
    }

    /** Parameters after each of the averagings, which are those of one worker after each step. */
    private static List<float[]> trajectory(List<DataSet> batches) {
        MultiLayerNetwork local = network();
        List<float[]> after = new ArrayList<>();
        StepSeed seed = StepSeed.of(Training.SEED);
        for (DataSet batch : batches) {
            seed.beforeStep(local);
            local.fit(batch);
            after.add(values(local));
        }
        return after;
    }

    @Test
    void anExponentialAverageFollowsTheAveragedParameters() {
        DataSet batch = Training.batches(1, 5).get(0);
        List<DataSet> batches = List.of(batch, batch, batch);
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.8);
        MultiLayerNetwork network = network(average);
        Training.onSpark(Sparks.local(), network, Training.master(1, 1).build(), batches, 1, 1);
        List<float[]> after = trajectory(batches);
        assertThat(values(network)).isEqualTo(after.get(2));
        float[] averaged = values(average.averaged(network));
        for (int i = 0; i < averaged.length; i++) {
            double expected = 0.8 * (0.8 * after.get(0)[i] + 0.2 * after.get(1)[i]) + 0.2 * after.get(2)[i];
            assertThat((double) averaged[i]).isEqualTo(expected, within(1e-6));
        }
    }

    @Test
    void weightAveragingCountsEpochsOfTheDriver() {
        List<DataSet> batches = Training.batches(2, 5);
        StochasticWeightAveraging average =
                StochasticWeightAveraging.everyEpochs(1).withStart(1);
        MultiLayerNetwork network = network(average);
        RegularizedTrainingMaster master = Training.master(2, 1).build();
        Training.onSpark(Sparks.local(), network, master, batches, 2, 1);
        assertThat(average.isStarted()).isFalse();
        Training.onSpark(Sparks.local(), network, master, batches, 2, 1);
        float[] second = values(network);
        assertThat(values(average.averaged(network))).isEqualTo(second);
        Training.onSpark(Sparks.local(), network, master, batches, 2, 1);
        float[] third = values(network);
        float[] averaged = values(average.averaged(network));
        for (int i = 0; i < averaged.length; i++) {
            assertThat((double) averaged[i]).isEqualTo((second[i] + (double) third[i]) / 2, within(1e-6));
        }
    }

    static Stream<TrainingListener> refused() {
        return Stream.of(new Lookahead(), new RegularizationMonitor(2), StepSeed.of(1));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void listenersThatNeedEachStepOfOneNetworkAreRefused(TrainingListener listener) {
        List<DataSet> batches = Training.batches(1, 5);
        assertThatThrownBy(() -> Training.onSpark(
                        Sparks.local(), network(listener), Training.master(1, 1).build(), batches, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(listener.getClass().getSimpleName());
    }

    @Test
    void averagesAreRefusedInTheWorkers() {
        RegularizedTrainingMaster master = Training.master(1, 1).build();
        List<TrainingListener> average = List.of(new ExponentialMovingAverage(0.9));
        assertThatThrownBy(() -> master.setListeners(average))
                .hasMessageContaining("ExponentialMovingAverage")
                .hasMessageContaining("listener of the network");
    }
}
