package io.github.dl4jregularizers.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Noise keyed by (seed, worker, iteration). */
class StepSeedTest {

    private static MultiLayerNetwork network(TrainingListener... listeners) {
        MultiLayerNetwork network = SmallNetworks.stack(
                DataType.FLOAT,
                InputType.feedForward(3),
                new DenseLayer.Builder()
                        .nOut(4)
                        .dropOut(new Dropout(DropRate.of(0.4)))
                        .build());
        network.setListeners(listeners);
        return network;
    }

    private static List<DataSet> batches(int from, int to) {
        List<DataSet> batches = new ArrayList<>();
        for (int i = from; i < to; i++) {
            INDArray features = Nd4j.createFromArray(new float[][] {{i, 1, 2}, {-1, i, 3}, {1, 1, -i}});
            batches.add(new DataSet(features, Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}})));
        }
        return batches;
    }

    private static void fit(MultiLayerNetwork network, int from, int to) {
        network.fit(new ListOfBatches(batches(from, to)));
    }

    private static float[] trained(TrainingListener... listeners) {
        MultiLayerNetwork network = network(listeners);
        fit(network, 0, 4);
        return network.params().toFloatVector();
    }

    private static double next(long seed, int worker, int iteration) {
        MultiLayerNetwork network = network();
        network.setIterationCount(iteration);
        StepSeed.of(seed).forWorker(worker).beforeStep(network);
        return Nd4j.getRandom().nextDouble();
    }

    @Test
    void everyPartOfTheKeyCounts() {
        HashSet<Double> draws = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            draws.add(next(i, 0, 0));
            draws.add(next(5, i, 1));
            draws.add(next(5, 1, 5 + i));
        }
        assertThat(draws).hasSize(9);
        assertThat(next(2, 3, 4)).isEqualTo(next(2, 3, 4));
    }

    @Test
    void aTrainingDependsOnTheSeedOnly() {
        Nd4j.getRandom().setSeed(1);
        float[] first = trained(StepSeed.of(9));
        Nd4j.getRandom().setSeed(2);
        assertThat(trained(StepSeed.of(9))).isEqualTo(first);
        assertThat(trained(StepSeed.of(10))).isNotEqualTo(first);
        assertThat(trained(StepSeed.of(9).forWorker(1))).isNotEqualTo(first);
    }

    /** Two calls of fit with other draws between them, and each step by itself, equal one call. */
    @Test
    void aContinuedTrainingDrawsTheSameNoise() {
        MultiLayerNetwork continued = network(StepSeed.of(9));
        fit(continued, 0, 2);
        Nd4j.getRandom().nextDouble();
        fit(continued, 2, 4);
        MultiLayerNetwork single = network();
        for (DataSet batch : batches(0, 4)) {
            StepSeed.of(9).beforeStep(single);
            single.fit(batch);
        }
        assertThat(continued.params().toFloatVector()).isEqualTo(trained(StepSeed.of(9)));
        assertThat(single.params().toFloatVector()).isEqualTo(trained(StepSeed.of(9)));
    }

    /** Seeds after a step, before the listener takes note of the RNG state: both of its passes draw the same noise. */
    @Test
    void sharpnessAwareMinimizationReplaysSeededNoise() {
        MultiLayerNetwork single = network(new SharpnessAwareMinimization(0.3));
        for (DataSet batch : batches(0, 4)) {
            StepSeed.of(9).beforeStep(single);
            single.getListeners().forEach(listener -> listener.onEpochStart(single));
            single.fit(batch);
        }
        assertThat(trained(StepSeed.of(9), new SharpnessAwareMinimization(0.3)))
                .isEqualTo(single.params().toFloatVector());
    }

    @Test
    void aNegativeWorkerIsRefused() {
        assertThatThrownBy(() -> StepSeed.of(1).forWorker(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("worker must be >= 0, but was -1");
    }
}
