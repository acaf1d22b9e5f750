package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.parallel.StepCount;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.apache.spark.TaskContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Keys of the noise, counts of the steps, and failing tasks. */
@SparkTest
class WorkerNoiseTest {

    private static MultiLayerNetwork network() {
        return Networks.network(
                Networks.configuration(
                        InputType.feedForward(5),
                        new LossMCXENT(),
                        Networks.dense(),
                        new NoiseLayer(new Dropout(Networks.RATE))),
                SgdW.builder()
                        .learningRate(new MapSchedule.Builder(ScheduleType.ITERATION)
                                .add(0, 0.5)
                                .add(1, 0.25)
                                .add(2, 0.125)
                                .add(3, 0.0625)
                                .build())
                        .momentum(0)
                        .weightDecay(0.1)
                        .build());
    }

    /** One step of a worker from the given parameters. */
    private static float[] step(float[] parameters, DataSet batch, int worker, int iteration) {
        MultiLayerNetwork network = network();
        network.params().assign(Nd4j.createFromArray(parameters));
        network.setIterationCount(iteration);
        StepSeed.of(Training.SEED).forWorker(worker).beforeStep(network);
        network.fit(batch);
        return values(network);
    }

    private static float[] mean(float[] first, float[] second) {
        float[] mean = new float[first.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (first[i] + second[i]) / 2;
        }
        return mean;
    }

    private static List<DataSet> same(int number) {
        DataSet batch = Training.batches(1, 5).get(0);
        return Collections.nCopies(number, batch);
    }

    /** Two averagings of two workers, with the keys (seed, worker, iteration) and the schedule of either count. */
    private static float[] expected(int secondIteration) {
        DataSet batch = same(1).get(0);
        float[] parameters = values(network());
        float[] worker0 = step(parameters, batch, 0, 0);
        float[] worker1 = step(parameters, batch, 1, 0);
        assertThat(worker0).isNotEqualTo(worker1);
        float[] averaged = mean(worker0, worker1);
        return mean(step(averaged, batch, 0, secondIteration), step(averaged, batch, 1, secondIteration));
    }

    @Test
    void workersDrawByTheirKeysAndSchedulesCountStepsOfAllWorkers() {
        MultiLayerNetwork network = network();
        Training.onSpark(Sparks.local(), network, Training.master(2, 1).build(), same(4), 2, 1);
        assertThat(values(network)).isEqualTo(expected(2));
        assertThat(network.getIterationCount()).isEqualTo(4);
        assertThat(network.getEpochCount()).isEqualTo(1);
    }

    @Test
    void schedulesCountStepsOfOneWorkerByChoice() {
        MultiLayerNetwork network = network();
        RegularizedTrainingMaster master =
                Training.master(2, 1).stepCount(StepCount.WORKER).build();
        Training.onSpark(Sparks.local(), network, master, same(4), 2, 1);
        assertThat(values(network)).isEqualTo(expected(1));
        assertThat(network.getIterationCount()).isEqualTo(2);
    }

    @Test
    void aShortSplitCountsItsStepsOnly() {
        MultiLayerNetwork network = network();
        Training.onSpark(Sparks.local(), network, Training.master(1, 100).build(), same(3), 1, 1);
        assertThat(network.getIterationCount()).isEqualTo(3);
    }

    /** Fails the first attempts of a task in its second step. */
    private static final class Failing extends BaseTrainingListener implements Serializable {
        private static final long serialVersionUID = 1;
        private final int attempts;

        private Failing(int attempts) {
            this.attempts = attempts;
        }

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            if (TaskContext.get().attemptNumber() < attempts && iteration > 0) {
                throw new IllegalStateException("planned failure");
            }
        }
    }

    private static MultiLayerNetwork trainedWithFailures(int attempts) {
        MultiLayerNetwork network = network();
        RegularizedTrainingMaster master = Training.master(2, 2).build();
        master.setListeners(List.of(new Failing(attempts)));
        Training.onSpark(Sparks.local(), network, master, Training.batches(4, 5), 2, 1);
        return network;
    }

    @Test
    void aRepeatedTaskGivesTheSameResult() {
        MultiLayerNetwork undisturbed = trainedWithFailures(0);
        MultiLayerNetwork repeated = trainedWithFailures(1);
        assertThat(values(repeated)).isEqualTo(values(undisturbed));
        assertThat(repeated.getIterationCount()).isEqualTo(undisturbed.getIterationCount());
    }

    @Test
    void aTaskThatKeepsFailingFailsFit() {
        assertThatThrownBy(() -> trainedWithFailures(Integer.MAX_VALUE)).hasStackTraceContaining("planned failure");
    }
}
