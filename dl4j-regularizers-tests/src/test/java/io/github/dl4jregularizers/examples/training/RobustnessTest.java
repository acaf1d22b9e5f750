package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accuracy under attack. */
class RobustnessTest {

    private final ImageData data = TinyRun.data(0);
    private final ChannelStatistics statistics = ChannelStatistics.of(data.training());

    /** A file of other parameters or another distance is not used; a damaged one is refused. */
    @Test
    void fileIsKeyedByDistanceAndParameters(@TempDir Path folder) throws IOException {
        Model network = TinyRun.stack();
        RobustnessFile file = new RobustnessFile(folder, 8, network);
        assertThat(file.read()).isEmpty();
        file.write(new Robustness(0.25, 0.125));

        Robustness same = new RobustnessFile(folder, 8, network).read().orElseThrow();
        assertThat(same.fgsm()).isEqualTo(0.25);
        assertThat(same.pgd()).isEqualTo(0.125);
        assertThat(new RobustnessFile(folder, 7, network).read()).isEmpty();
        network.params().addi(1);
        assertThat(new RobustnessFile(folder, 8, network).read()).isEmpty();
        for (String damaged : new String[] {"", "{", "[1]", "null", "{\"levels\": \"8\"}"}) {
            Files.writeString(folder.resolve(RobustnessFile.NAME), damaged);
            assertThatThrownBy(file::read)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(RobustnessFile.NAME, "delete it to attack again");
        }
    }

    /** Moves of a hundredth of a level change nothing. Moves of a quarter of the range lower the accuracy. */
    @Test
    void accuracyFallsWithTheDistance() throws IOException {
        Model network = TinyRun.stack();
        new Trainer(TinyRun.options().augment(false).epochs(10).build()).train(network, data);
        float[] before = network.params().toFloatVector();
        double clean = Metrics.of(network, ImageBatches.inOrder(data.training(), statistics, 128))
                .accuracy();
        Robustness near = Robustness.of(network, data.training(), statistics, 0.01, 1);
        Robustness far = Robustness.of(network, data.training(), statistics, 64, 1);
        assertThat(clean).isGreaterThan(0.9);
        assertThat(near.fgsm()).isEqualTo(clean);
        assertThat(near.pgd()).isEqualTo(clean);
        assertThat(far.fgsm()).isLessThan(clean);
        assertThat(far.pgd()).isLessThan(clean);
        assertThat(network.params().toFloatVector()).containsExactly(before);
        assertThatThrownBy(() -> Robustness.of(network, data.test(), statistics, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attack must be");
    }
}
