package io.github.dl4jregularizers.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.Lookahead;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.UnitNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Listeners and constraints in ParallelWrapper's averaging mode. */
class ParallelTrainingTest {

    private static final double RATE = 0.25;

    private static MultiLayerNetwork network(List<LayerConstraint> constraints, TrainingListener... listeners) {
        MultiLayerNetwork plain = SmallNetworks.stack(
                DataType.DOUBLE,
                InputType.feedForward(3),
                new DenseLayer.Builder()
                        .nOut(4)
                        .constrainWeights(constraints.toArray(new LayerConstraint[0]))
                        .build());
        MultiLayerNetwork network = new MultiLayerNetwork(SgdW.builder()
                .learningRate(RATE)
                .momentum(0)
                .weightDecay(0)
                .build()
                .applyTo(plain.getLayerWiseConfigurations()));
        network.init(plain.params().dup(), false);
        network.setListeners(listeners);
        return network;
    }

    private static DataSet batch() {
        return new DataSet(
                Nd4j.createFromArray(new double[][] {{1, -2, 3}, {-1, 0.5, 2}}),
                Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}}));
    }

    private static ListOfBatches batches(int number) {
        return new ListOfBatches(Collections.nCopies(number, batch()));
    }

    /** All minibatches are equal and there is no noise, so that every worker's parameters are those of one. */
    private static double[][] trajectory(int steps, TrainingListener... listeners) {
        MultiLayerNetwork network = network(List.of(), listeners);
        double[][] after = new double[steps][];
        for (int i = 0; i < steps; i++) {
            network.fit(batch());
            after[i] = network.params().toDoubleVector();
        }
        return after;
    }

    private static void assertClose(double[] actual, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isEqualTo(expected[i], within(1e-12));
        }
    }

    @Test
    void averagesFollowTheAveragedNetwork() {
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.8);
        StochasticWeightAveraging perEpoch = StochasticWeightAveraging.everyEpochs(1);
        MultiLayerNetwork network = network(List.of(), average, perEpoch);
        ParallelTraining.of(network, 2).averagingFrequency(2).fit(batches(8));
        double[][] after = trajectory(4);
        assertClose(network.params().toDoubleVector(), after[3]);
        double[] expected = new double[after[0].length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = 0.8 * after[1][i] + 0.2 * after[3][i];
        }
        assertClose(average.averaged(network).params().toDoubleVector(), expected);
        assertClose(perEpoch.averaged(network).params().toDoubleVector(), after[3]);
        assertThat(network.getEpochCount()).isEqualTo(1);
        assertThat(network.getListeners()).hasSize(2);
    }

    @Test
    void clippingRunsInEveryWorker() {
        MultiLayerNetwork network = network(List.of(), GradientClipping.globalNorm(0.01));
        ParallelTraining.of(network, 2).fit(batches(4));
        double[][] clipped = trajectory(2, GradientClipping.globalNorm(0.01));
        assertClose(network.params().toDoubleVector(), clipped[1]);
        assertThat(clipped[1][0]).isNotCloseTo(trajectory(2)[1][0], within(1e-6));
    }

    @Test
    void constraintsFollowTheAveraging() {
        MultiLayerNetwork network = network(List.of(new UnitNormConstraint(0)));
        ParallelTraining.of(network, 2).fit(batches(4));
        for (double norm : network.getParam("0_W").norm2(0).toDoubleVector()) {
            assertThat(norm).isEqualTo(1, within(1e-9));
        }
    }

    @Test
    void otherListenersAreCalledOncePerAveraging() {
        AtomicInteger calls = new AtomicInteger();
        MultiLayerNetwork network = network(List.of(), new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                calls.incrementAndGet();
            }
        });
        ParallelTraining.of(network, 2).averagingFrequency(2).fit(batches(8));
        assertThat(calls).hasValue(2);
    }

    @Test
    void gradientSharingAndListenersOfSingleStepsAreRefused() {
        ParallelTraining training = ParallelTraining.of(network(List.of(), new Lookahead()), 2);
        assertThatThrownBy(() -> training.trainingMode(ParallelWrapper.TrainingMode.SHARED_GRADIENTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deadlocks");
        assertThatThrownBy(() -> training.fit(batches(2))).hasMessageContaining("Lookahead");
        assertThatThrownBy(() -> ParallelTraining.of(network(List.of()), 1))
                .hasMessage("workers must be >= 2, but was 1");
        assertThatThrownBy(() -> training.averagingFrequency(0)).hasMessageContaining("averagingFrequency");
    }

    private static MultiLayerNetwork noisy(TrainingListener... listeners) {
        MultiLayerNetwork plain = SmallNetworks.stack(
                DataType.FLOAT,
                InputType.feedForward(3),
                new DenseLayer.Builder()
                        .nOut(6)
                        .dropOut(new Dropout(DropRate.of(0.5)))
                        .build());
        MultiLayerNetwork network = new MultiLayerNetwork(SgdW.builder()
                .learningRate(new MapSchedule.Builder(ScheduleType.ITERATION)
                        .add(0, 0.5)
                        .add(1, 0.25)
                        .add(2, 0.125)
                        .add(3, 0.0625)
                        .build())
                .momentum(0)
                .weightDecay(0.1)
                .build()
                .applyTo(plain.getLayerWiseConfigurations()));
        network.init(plain.params().dup(), false);
        network.setListeners(listeners);
        return network;
    }

    /** One step of a worker from the given parameters, with the generator keyed by (seed, worker, iteration). */
    private static float[] step(float[] parameters, long seed, int worker, int iteration) {
        MultiLayerNetwork network = noisy();
        network.params().assign(Nd4j.createFromArray(parameters));
        network.setIterationCount(iteration);
        StepSeed.of(seed).forWorker(worker).beforeStep(network);
        network.fit(floats());
        return network.params().toFloatVector();
    }

    private static DataSet floats() {
        return new DataSet(
                batch().getFeatures().castTo(DataType.FLOAT),
                batch().getLabels().castTo(DataType.FLOAT));
    }

    /** Two averagings of two workers; the schedule of either count gives the second its rate. */
    private static float[] averagedTwice(long seed, int secondIteration) {
        float[] parameters = noisy().params().toFloatVector();
        assertThat(step(parameters, seed, 0, 0)).isNotEqualTo(step(parameters, seed, 1, 0));
        float[] once = mean(step(parameters, seed, 0, 0), step(parameters, seed, 1, 0));
        return mean(step(once, seed, 0, secondIteration), step(once, seed, 1, secondIteration));
    }

    private static float[] mean(float[] one, float[] other) {
        float[] mean = new float[one.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (one[i] + other[i]) / 2;
        }
        return mean;
    }

    private static float[] trained(MultiLayerNetwork network, ParallelTraining training) {
        training.fit(new ListOfBatches(Collections.nCopies(4, floats())));
        return network.params().toFloatVector();
    }

    @Test
    void workersDrawByTheirKeysAndSchedulesCountStepsOfAllWorkers() {
        MultiLayerNetwork network = noisy();
        float[] values = trained(network, ParallelTraining.of(network, 2).seed(7));
        assertThat(values).isEqualTo(averagedTwice(7, 2)).isNotEqualTo(averagedTwice(8, 2));
        assertThat(network.getIterationCount()).isEqualTo(4);
        MultiLayerNetwork again = noisy();
        assertThat(trained(again, ParallelTraining.of(again, 2).seed(7))).isEqualTo(values);
    }

    @Test
    void schedulesCountStepsOfOneWorkerByChoice() {
        MultiLayerNetwork network = noisy();
        float[] values = trained(network, ParallelTraining.of(network, 2).stepCount(StepCount.WORKER));
        assertThat(values).isEqualTo(averagedTwice(0, 1));
        assertThat(network.getIterationCount()).isEqualTo(2);
    }

    @Test
    void sharpnessAwareStepsRepeatTheNoiseOfTheirWorkers() {
        MultiLayerNetwork network = noisy(new SharpnessAwareMinimization(0.1));
        float[] values = trained(network, ParallelTraining.of(network, 2));
        MultiLayerNetwork again = noisy(new SharpnessAwareMinimization(0.1));
        assertThat(trained(again, ParallelTraining.of(again, 2))).isEqualTo(values);
        MultiLayerNetwork without = noisy();
        assertThat(trained(without, ParallelTraining.of(without, 2))).isNotEqualTo(values);
    }

    @Test
    void theNoiseOfLaterEpochsAndOfGraphsRepeats() {
        ComputationGraph one = graph();
        ComputationGraph other = graph();
        float[] first = graph().params().toFloatVector();
        for (ComputationGraph graph : List.of(one, other)) {
            ParallelTraining training = ParallelTraining.of(graph, 2).averagingFrequency(2);
            training.fit(new ListOfBatches(Collections.nCopies(5, floats())));
            assertThat(graph.getIterationCount()).isEqualTo(5);
            training.fit(new ListOfBatches(Collections.nCopies(4, floats())));
            assertThat(graph.getIterationCount()).isEqualTo(9);
            assertThat(graph.getEpochCount()).isEqualTo(2);
        }
        assertThat(one.params().toFloatVector())
                .isEqualTo(other.params().toFloatVector())
                .isNotEqualTo(first);
    }

    private static ComputationGraph graph() {
        ComputationGraph graph = noisy().toComputationGraph();
        graph.setParams(noisy().params().dup());
        return graph;
    }

    /** Fails in the copy of the second worker. */
    private static final class Failing extends BaseTrainingListener implements StepListener {
        private static final long serialVersionUID = 1;

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            if (Thread.currentThread().getName().endsWith(" 1")) {
                throw new IllegalStateException("planned failure");
            }
        }
    }

    @Test
    void aWorkerThatFailsFailsFit() {
        MultiLayerNetwork network = noisy(new Failing());
        ParallelTraining training = ParallelTraining.of(network, 2);
        assertThatThrownBy(() -> trained(network, training)).hasStackTraceContaining("planned failure");
        assertThat(network.getListeners()).hasSize(1);
    }
}
