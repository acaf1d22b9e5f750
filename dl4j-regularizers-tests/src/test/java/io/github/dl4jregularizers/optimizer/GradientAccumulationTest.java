package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Accumulated steps against DL4J's own steps with the joined batch. */
class GradientAccumulationTest {

    private static MultiLayerNetwork dense() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(new StepSchedule(ScheduleType.ITERATION, 0.05, 0.5, 2)))
                .l2(0.02)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(5)
                        .constrainWeights(new MaxNorm(0.8))
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(2)
                        .weightDecay(0.1)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static void fit(Model network, DataSet data) {
        if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(data);
        } else {
            ((MultiLayerNetwork) network).fit(data);
        }
    }

    /** Batches of 4, 4 and 2 examples, three times. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStepIsThatOfTheJoinedBatch(boolean isGraph) {
        Model expected = isGraph ? dense().toComputationGraph() : dense();
        Model network = isGraph ? dense().toComputationGraph() : dense();
        expected.setListeners(GradientClipping.globalNorm(0.05));
        network.setListeners(GradientClipping.globalNorm(0.05));
        DataSet joined = SmallNetworks.batch(DataType.DOUBLE, 5, 10, 3);
        List<DataSet> small = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            small.addAll(joined.batchBy(4));
            fit(expected, joined);
        }
        GradientAccumulation.of(3).fit(network, new ListOfBatches(small), 1);
        assertThat(values(network.params())).containsExactly(values(expected.params()), within(1e-12));
        assertThat(network.score()).isCloseTo(expected.score(), within(1e-12));
    }

    @Test
    void sequencesKeepTheirMasks() {
        MultiLayerNetwork expected = recurrent(BackpropType.Standard);
        MultiLayerNetwork network = recurrent(BackpropType.Standard);
        DataSet joined = sequences();
        expected.fit(joined);
        GradientAccumulation.of(2).fit(network, new ListOfBatches(joined.batchBy(3)), 1);
        assertThat(values(network.params())).containsExactly(values(expected.params()), within(1e-12));
    }

    private static DataSet sequences() {
        INDArray features = Nd4j.rand(DataType.DOUBLE, 5, 3, 4);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 5, 2, 4);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 5, 4);
        for (int n = 0; n < 5; n++) {
            for (int t = 0; t < 4; t++) {
                labels.putScalar(n, (n + t) % 2, t, 1);
            }
            mask.putScalar(n, 3, n % 2);
        }
        return new DataSet(features, labels, mask, mask.dup());
    }

    private static MultiLayerNetwork recurrent(BackpropType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.05))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(4).build())
                .layer(new RnnOutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3))
                .backpropType(type)
                .build());
        network.init();
        return network;
    }

    /** The running mean moves by (1 - decay) towards each batch, with the parameters before the update. */
    @Test
    void batchNormStatisticsMovePerMinibatch() {
        MultiLayerNetwork network = SmallNetworks.stack();
        List<DataSet> small = SmallNetworks.batch(DataType.FLOAT, 5, 8, 3).batchBy(4);
        double[] mean = new double[4];
        for (DataSet batch : small) {
            INDArray below = network.feedForward(batch.getFeatures()).get(1).mean(0);
            for (int unit = 0; unit < 4; unit++) {
                mean[unit] = 0.9 * mean[unit] + 0.1 * below.getDouble(unit);
            }
        }
        GradientAccumulation.of(2).fit(network, new ListOfBatches(small), 1);
        assertThat(values(network.getParam("1_mean"))).containsExactly(mean, within(1e-6));
    }

    @Test
    void listenersAreCalledPerUpdate() {
        MultiLayerNetwork network = dense();
        List<String> calls = new ArrayList<>();
        TrainingListener listener = new BaseTrainingListener() {
            @Override
            public void onEpochStart(Model model) {
                calls.add("start");
            }

            @Override
            public void onGradientCalculation(Model model) {
                calls.add("gradient");
            }

            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                calls.add(iteration + "/" + epoch);
            }

            @Override
            public void onEpochEnd(Model model) {
                calls.add("end");
            }
        };
        network.setListeners(listener);
        GradientAccumulation.of(2)
                .fit(
                        network,
                        new ListOfBatches(
                                SmallNetworks.batch(DataType.DOUBLE, 5, 10, 3).batchBy(4)),
                        2);
        assertThat(calls)
                .containsExactly(
                        "start",
                        "gradient",
                        "0/0",
                        "gradient",
                        "1/0",
                        "end",
                        "start",
                        "gradient",
                        "2/1",
                        "gradient",
                        "3/1",
                        "end");
        assertThat(network.getIterationCount()).isEqualTo(4);
        assertThat(network.getEpochCount()).isEqualTo(2);
    }

    @Test
    void refusesWhatItCannotTrain() {
        ListOfBatches data = new ListOfBatches(List.of(sequences()));
        GradientAccumulation two = GradientAccumulation.of(2);
        assertThatThrownBy(() -> GradientAccumulation.of(0))
                .hasMessageContaining("minibatches must be >= 1, but was 0");
        assertThatThrownBy(() -> two.fit(recurrent(BackpropType.TruncatedBPTT), data, 1))
                .hasMessageContaining("backpropType of the network must be Standard, but was TruncatedBPTT");
        assertThatThrownBy(() -> two.fit(dense(), data, 0)).hasMessageContaining("epochs must be >= 1, but was 0");
        assertThatThrownBy(() -> two.fit(dense(), null, 1)).hasMessageContaining("data must be given");
        MultiLayerNetwork network = dense();
        network.setListeners(new SharpnessAwareMinimization(0.1));
        assertThatThrownBy(() -> two.fit(network, data, 1))
                .hasMessageContaining("listeners must be without SharpnessAwareMinimization");
    }
}
