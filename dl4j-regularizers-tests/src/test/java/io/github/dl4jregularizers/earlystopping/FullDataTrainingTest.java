package io.github.dl4jregularizers.earlystopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.internal.ListOfBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Both strategies against trainings written out, and interrupted trainings. */
class FullDataTrainingTest {

    private static List<DataSet> batches() {
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            batches.add(SmallNetworks.batch(DataType.FLOAT, i, 4, 3));
        }
        return batches;
    }

    private static void fit(Model network, DataSet batch) {
        if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(batch);
        } else {
            ((MultiLayerNetwork) network).fit(batch);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNewNetworkTakesTheSameNumberOfUpdates(boolean isGraph) throws IOException {
        Model expected = SmallNetworks.network(isGraph);
        for (int i = 0; i < 7; i++) {
            fit(expected, batches().get(i % 3));
        }
        Model network = SmallNetworks.network(isGraph);
        Model trained = FullDataTraining.forUpdates(7).fit(network, new ListOfBatches(batches()));
        assertThat(trained).isSameAs(network);
        assertThat(network.params()).isEqualTo(expected.params());
    }

    @Test
    void theBestNetworkContinuesUntilTheLossIsReached() throws IOException {
        MultiLayerNetwork best = SmallNetworks.stack();
        fit(best, batches().get(0));
        List<Double> losses = new ArrayList<>(List.of(0.5, 0.3, 0.3, 0.1));
        FullDataTraining.untilLoss(0.2, network -> losses.remove(0), 10).fit(best, new ListOfBatches(batches()));
        assertThat(losses).isEmpty();
        assertThat(best.getIterationCount()).isEqualTo(1 + 4 * 3);
        assertThat(best.getEpochCount()).isEqualTo(4);
        FullDataTraining.untilLoss(0.2, network -> 1, 2).fit(best, new ListOfBatches(batches()));
        assertThat(best.getEpochCount()).isEqualTo(6);
    }

    @Test
    void anInterruptedTrainingContinues(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("network.zip");
        MultiLayerNetwork expected = SmallNetworks.stack();
        FullDataTraining.forUpdates(8).fit(expected, new ListOfBatches(batches()));
        MultiLayerNetwork interrupted = SmallNetworks.stack();
        interrupted.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                if (iteration == 4) {
                    throw new IllegalStateException("power cut");
                }
            }
        });
        FullDataTraining training = FullDataTraining.forUpdates(8).resumable(file);
        assertThatThrownBy(() -> training.fit(interrupted, new ListOfBatches(batches())))
                .hasMessageContaining("power cut");
        MultiLayerNetwork continued = training.fit(SmallNetworks.stack(), new ListOfBatches(batches()));
        assertThat(continued.params()).isEqualTo(expected.params());
        assertThat(continued.getIterationCount()).isEqualTo(8);
        MultiLayerNetwork again = training.fit(SmallNetworks.stack(), new ListOfBatches(batches()));
        assertThat(again.params()).as("nothing left to train").isEqualTo(expected.params());
    }

    @Test
    void refusesBadArguments() {
        ListOfBatches data = new ListOfBatches(batches());
        assertThatThrownBy(() -> FullDataTraining.forUpdates(0))
                .hasMessageContaining("updates must be >= 1, but was 0");
        assertThatThrownBy(() -> FullDataTraining.untilLoss(Double.NaN, network -> 1, 1))
                .hasMessageContaining("target must be finite, but was NaN");
        assertThatThrownBy(() -> FullDataTraining.untilLoss(1, null, 1)).hasMessageContaining("loss must be given");
        assertThatThrownBy(() -> FullDataTraining.untilLoss(1, network -> 1, 0))
                .hasMessageContaining("mostEpochs must be >= 1, but was 0");
        assertThatThrownBy(() -> FullDataTraining.forUpdates(1).resumable(null))
                .hasMessageContaining("saved must be given");
        assertThatThrownBy(() -> FullDataTraining.forUpdates(1).fit(SmallNetworks.stack(), null))
                .hasMessageContaining("data must be given");
        assertThatThrownBy(
                        () -> FullDataTraining.forUpdates(1).fit(SmallNetworks.stack(), new ListOfBatches(List.of())))
                .hasMessageContaining("number of batches must be >= 1, but was 0");
        MultiLayerNetwork trained = SmallNetworks.stack();
        fit(trained, batches().get(0));
        assertThatThrownBy(() -> FullDataTraining.forUpdates(1).fit(trained, data))
                .hasMessageContaining("iteration count of the network must be 0 for a new one, but was 1");
    }
}
