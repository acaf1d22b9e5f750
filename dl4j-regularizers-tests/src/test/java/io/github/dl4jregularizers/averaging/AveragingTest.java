package io.github.dl4jregularizers.averaging;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class AveragingTest {

    private final DataSet batch = SmallNetworks.batch(DataType.FLOAT, 7, 6, 3);

    private void train(Model network, int iterations) {
        for (int i = 0; i < iterations; i++) {
            ((NeuralNetwork) network).fit(batch);
        }
    }

    private static Model averaged(ParameterAverage average, Model network) {
        return network instanceof ComputationGraph
                ? average.averaged((ComputationGraph) network)
                : average.averaged((MultiLayerNetwork) network);
    }

    private INDArray output(Model network) {
        return network instanceof ComputationGraph
                ? ((ComputationGraph) network).outputSingle(batch.getFeatures())
                : ((MultiLayerNetwork) network).output(batch.getFeatures());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void averagesWhileTheNetworkTrains(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.5);
        network.addListeners(average);
        train(network, 1);
        INDArray expected = network.params().dup();
        for (int i = 0; i < 4; i++) {
            train(network, 1);
            expected.muli(0.5).addi(network.params().mul(0.5));
        }
        Model averaged = averaged(average, network);
        assertThat(values(averaged.params())).containsExactly(values(expected), within(1e-6));
        assertThat(values(averaged.params())).isNotEqualTo(values(network.params()));
        averaged.params().assign(0);
        assertThat(values(averaged(average, network).params())).containsExactly(values(expected), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void swapsForEvaluationAndBack(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.8);
        network.addListeners(average);
        train(network, 5);
        double[] trained = values(network.params());
        double[] wanted = values(output(averaged(average, network)));
        ParameterAverage.Swapped swapped = average.swapInto(network);
        assertThat(values(output(network))).isEqualTo(wanted);
        assertThatThrownBy(() -> train(network, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close the result of swapInto before fit");
        assertThatThrownBy(() -> average.swapInto(network)).hasMessageContaining("already");
        swapped.close();
        assertThat(values(network.params())).isEqualTo(trained);
        network.params().addi(1);
        swapped.close();
        assertThat(values(network.params())).isNotEqualTo(trained);
        train(network, 1);
    }

    @Test
    void weightsAreAveragedAtTheRequestedTimes() {
        MultiLayerNetwork network = SmallNetworks.stack(DataType.DOUBLE, InputType.feedForward(3));
        StochasticWeightAveraging iterations =
                StochasticWeightAveraging.everyIterations(3).withStart(2);
        StochasticWeightAveraging epochs =
                StochasticWeightAveraging.everyEpochs(2).withStart(1);
        for (int i = 1; i <= 9; i++) {
            network.params().assign(i);
            iterations.iterationDone(network, i, 0);
            epochs.iterationDone(network, i, 0);
            iterations.onEpochEnd(network);
            epochs.onEpochEnd(network);
        }
        assertThat(iterations.averaged(network).params().getDouble(0)).isEqualTo((5 + 8) / 2.0);
        assertThat(epochs.averaged(network).params().getDouble(0)).isEqualTo((3 + 5 + 7 + 9) / 4.0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void averagedWeightsGetStatisticsOfTheirOwn(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        StochasticWeightAveraging average =
                StochasticWeightAveraging.everyIterations(1).withStart(1);
        network.addListeners(average);
        train(network, 4);
        ListOfBatches data = new ListOfBatches(List.of(batch));
        Model averaged = isGraph
                ? average.averaged((ComputationGraph) network, data)
                : average.averaged((MultiLayerNetwork) network, data);
        INDArray inTraining = isGraph
                ? ((ComputationGraph) averaged).output(true, batch.getFeatures())[0]
                : ((MultiLayerNetwork) averaged).output(batch.getFeatures(), true);
        assertThat(values(output(averaged))).containsExactly(values(inTraining), within(1e-4));
        assertThatThrownBy(() -> average.averaged(SmallNetworks.stack(), new ListOfBatches(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number of batches must be >= 1, but was 0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void snapshotsAnswerTogether(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        SnapshotEnsemble snapshots = SnapshotEnsemble.everyIterations(3).withMembers(2);
        network.addListeners(snapshots);
        train(network, 6);
        INDArray second = output(network).dup();
        train(network, 3);
        INDArray third = output(network);
        train(network, 2);
        Ensemble ensemble = isGraph
                ? snapshots.members((ComputationGraph) network)
                : snapshots.members((MultiLayerNetwork) network);
        assertThat(ensemble.networks()).hasSize(2);
        INDArray predictions = ensemble.predictions(batch.getFeatures());
        assertThat(values(predictions.slice(0))).isEqualTo(values(second));
        assertThat(values(predictions.slice(1))).isEqualTo(values(third));
        assertThat(values(ensemble.predict(batch.getFeatures())))
                .containsExactly(values(second.add(third).div(2)), within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailedEstimateLeavesTheNetworkAsItWas(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        train(network, 3);
        double[] before = values(network.params());
        DataSet unfit = SmallNetworks.batch(DataType.FLOAT, 7, 6, 4);
        ListOfBatches data = new ListOfBatches(List.of(batch, unfit));
        assertThatThrownBy(() -> {
                    if (isGraph) {
                        BatchNormStatistics.estimate((ComputationGraph) network, data);
                    } else {
                        BatchNormStatistics.estimate((MultiLayerNetwork) network, data);
                    }
                })
                .isInstanceOf(RuntimeException.class);
        assertThat(values(network.params())).isEqualTo(before);
    }

    @Test
    void refusesWhatMakesNoSense() {
        MultiLayerNetwork network = SmallNetworks.stack();
        assertThatThrownBy(() -> new ExponentialMovingAverage(0.9).averaged(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No average yet: add ExponentialMovingAverage to the network");
        assertThatThrownBy(() -> new ExponentialMovingAverage(0.9).swapInto(network))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () -> SnapshotEnsemble.everyIterations(3).withMembers(2).members(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after 3 iterations");
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.9);
        average.iterationDone(network, 0, 0);
        MultiLayerNetwork other = SmallNetworks.stack(DataType.DOUBLE, InputType.feedForward(3));
        assertThatThrownBy(() -> average.averaged(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameters of the network must be");
        assertThatThrownBy(() -> new ExponentialMovingAverage(1)).hasMessageContaining("decay must be in [0, 1)");
        assertThatThrownBy(() -> new ExponentialMovingAverage(Double.NaN)).hasMessageContaining("decay");
        assertThatThrownBy(() -> new ExponentialMovingAverage(0.9).withWarmUp(0))
                .hasMessageContaining("warm-up must be");
        assertThatThrownBy(() -> StochasticWeightAveraging.everyEpochs(1).withStart(-1))
                .hasMessageContaining("start must be");
        assertThatThrownBy(() -> StochasticWeightAveraging.everyEpochs(0).withStart(0))
                .hasMessageContaining("frequency must");
        assertThatThrownBy(() -> SnapshotEnsemble.everyIterations(0).withMembers(1))
                .hasMessageContaining("cycle must be >= 1");
        assertThatThrownBy(() -> SnapshotEnsemble.everyIterations(1).withMembers(0))
                .hasMessageContaining("members must be >= 1");
        assertThatThrownBy(() -> Ensemble.of(new MultiLayerNetwork[0]))
                .hasMessageContaining("number of networks must be >= 1");
    }
}
