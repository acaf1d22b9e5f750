package io.github.dl4jregularizers.averaging;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.schedule.TriangularSchedule;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Soups of networks whose score is a known function of one parameter; members of a triangular cycle. */
class ModelSoupTest {

    private static MultiLayerNetwork network(double value) {
        MultiLayerNetwork network = SmallNetworks.stack(DataType.DOUBLE, InputType.feedForward(3));
        network.params().assign(value);
        return network;
    }

    /** Highest for parameters of 1. */
    private static double score(MultiLayerNetwork network) {
        return -Math.abs(network.params().meanNumber().doubleValue() - 1);
    }

    /** Of the values 1.4, 4, 0.7 and 0.8 the greedy soup keeps 0.8 and 1.4. */
    @Test
    void greedyKeepsWhatImproves() {
        List<MultiLayerNetwork> networks = List.of(network(1.4), network(4), network(0.7), network(0.8));
        ModelSoup<MultiLayerNetwork> soup = ModelSoup.greedy(networks, ModelSoupTest::score);
        // 0.8 scores -0.2. With 0.7: 0.75, worse. With 1.4: 1.1, better. With 4: 2.07, worse.
        assertThat(soup.ingredients()).containsExactly(3, 0);
        assertThat(soup.score()).isCloseTo(-0.1, within(1e-12));
        assertThat(soup.network().params().meanNumber().doubleValue()).isCloseTo(1.1, within(1e-12));
        assertThat(networks.get(3).params().meanNumber().doubleValue()).isCloseTo(0.8, within(1e-12));
        assertThat(ModelSoup.uniform(networks).params().meanNumber().doubleValue())
                .isCloseTo((1.4 + 4 + 0.7 + 0.8) / 4, within(1e-12));
    }

    @Test
    void statisticsAreEstimatedForAverages() {
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 4, 6, 3);
        MultiLayerNetwork one = SmallNetworks.stack();
        MultiLayerNetwork other = SmallNetworks.stack();
        other.params().addi(0.01);
        ModelSoup<MultiLayerNetwork> soup =
                ModelSoup.greedy(List.of(one, other), network -> 1, new ListOfBatches(List.of(batch)));
        assertThat(soup.ingredients()).containsExactly(0, 1);
        INDArray below = soup.network().feedForward(batch.getFeatures()).get(1);
        assertThat(values(soup.network().getParam("1_mean"))).containsExactly(values(below.mean(0)), within(1e-5));
    }

    @Test
    void refusesOtherNetworks() {
        assertThatThrownBy(() -> ModelSoup.uniform(List.of()))
                .hasMessageContaining("number of networks must be >= 1, but was 0");
        assertThatThrownBy(() -> ModelSoup.uniform(List.<Model>of(SmallNetworks.stack(), SmallNetworks.graph())))
                .hasMessageContaining("network 1 must be a org.deeplearning4j.nn.multilayer.MultiLayerNetwork");
        assertThatThrownBy(() -> ModelSoup.uniform(List.of(SmallNetworks.stack(), network(1))))
                .hasMessageContaining("number of parameters of network 1 must be");
        assertThatThrownBy(() -> ModelSoup.greedy(List.of(network(1)), network -> Double.NaN))
                .hasMessageContaining("score of network 0 must be a number, but was NaN");
        assertThatThrownBy(() -> ModelSoup.greedy(List.of(network(1)), null))
                .hasMessageContaining("score must be given");
    }

    /** Members are the parameters after the steps with the lowest rate. */
    @Test
    void membersAreTakenWhereTheRateIsLowest() {
        TriangularSchedule schedule = new TriangularSchedule(0.3, 0.1, 4);
        assertThat(List.of(
                        schedule.valueAt(0, 0),
                        schedule.valueAt(1, 0),
                        schedule.valueAt(2, 0),
                        schedule.valueAt(3, 0),
                        schedule.valueAt(4, 0)))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
                .containsExactly(0.2, 0.1, 0.2, 0.3, 0.2);
        MultiLayerNetwork network = SmallNetworks.stack();
        network.setLearningRate(schedule);
        SnapshotEnsemble members = SnapshotEnsemble.midCycle(4);
        network.setListeners(members);
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 4, 6, 3);
        List<INDArray> lowest = new ArrayList<>();
        for (int iteration = 0; iteration < 10; iteration++) {
            network.fit(batch);
            if (schedule.valueAt(iteration, 0) < 0.1 + 1e-9) {
                lowest.add(network.params().dup());
            }
        }
        List<Model> found = members.members(network).networks();
        assertThat(found).hasSize(3).hasSameSizeAs(lowest);
        for (int i = 0; i < lowest.size(); i++) {
            assertThat(found.get(i).params()).isEqualTo(lowest.get(i));
        }
        assertThatThrownBy(() -> SnapshotEnsemble.midCycle(3)).hasMessageContaining("cycle must be even, but was 3");
        assertThatThrownBy(() -> SnapshotEnsemble.midCycle(0)).hasMessageContaining("cycle must be >= 2, but was 0");
    }
}
