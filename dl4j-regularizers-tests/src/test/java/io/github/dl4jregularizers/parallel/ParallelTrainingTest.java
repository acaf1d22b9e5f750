package io.github.dl4jregularizers.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.Lookahead;
import io.github.dl4jregularizers.optimizer.SgdW;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.UnitNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

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
}
