package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;

/** The parts of the benchmark that need no measurement. */
class PeersBenchmarkTest {

    private static StepTimes times(long weights, double training, double inference) {
        return StepTimes.parse(String.format(
                "log line%nSTEP weights=%d training=%s,%s inference=%s,%s version=1.2",
                weights, training, 2 * training, inference, 2 * inference));
    }

    @Test
    void aMeasurementSurvivesItsLine() {
        AtomicInteger steps = new AtomicInteger();
        StepTimes measured = StepTimes.measure(7, steps::incrementAndGet, steps::incrementAndGet, 0, "1.2");
        assertThat(steps).hasValue(2 * (2 + 3));
        StepTimes read = StepTimes.parse(measured.toString());
        assertThat(read).hasToString(measured.toString());
        assertThat(read.weights).isEqualTo(7);
        assertThat(read.version).isEqualTo("1.2");
        assertThatThrownBy(() -> StepTimes.parse("out of memory")).hasMessageContaining("out of memory");
    }

    @Test
    void theTableShowsRatiosToTheFastestOtherLibraryOfTheSameRun(@TempDir Path folder) throws IOException {
        PeersTable table = new PeersTable();
        table.add(PeerNetwork.MLP, 1, false, Peer.OURS, times(9, 4, 1));
        table.add(PeerNetwork.MLP, 1, false, Peer.TORCH_INSTALLED, times(9, 6, 2));
        table.add(PeerNetwork.MLP, 1, false, Peer.TORCH, times(9, 5, 3));
        table.add(PeerNetwork.MLP, 1, true, Peer.TORCH, times(9, 1, 1));
        assertThat(table.toString().lines())
                .contains(
                        "| mlp | 1 | idle | ours | 4.00 (8.00) | 1.25 | 1.00 (2.00) | 2.00 |",
                        "| mlp | 1 | idle | torch-installed | 6.00 (12.00) | 0.83 | 2.00 (4.00) | 1.00 |",
                        "| mlp | 1 | one busy core | torch | 1.00 (2.00) | 1.00 | 1.00 (2.00) | 1.00 |");
        table.write(folder.resolve("peers.json"));
        JsonNode json = new ObjectMapper().readTree(folder.resolve("peers.json").toFile());
        assertThat(json).hasSize(4);
        assertThat(json.get(0).path("peer").asText()).isEqualTo("ours");
        assertThat(json.get(0).path("trainingMedianMs").asDouble()).isEqualTo(8);
    }

    @Test
    void aFailedRowHasItsReasonInOneLine(@TempDir Path folder) throws IOException {
        PeersTable table = new PeersTable();
        table.add(PeerNetwork.MLP, 1, false, Peer.OURS, times(9, 4, 1));
        assertThat(table.hasFailures()).isFalse();
        table.addFailure(PeerNetwork.MLP, 1, false, Peer.DJL, "a | b");
        table.add(PeerNetwork.MLP, 1, false, Peer.LIBTORCH, times(9, 8, 2));
        assertThat(table.hasFailures()).isTrue();
        assertThat(table.toString().lines())
                .contains(
                        "| mlp | 1 | idle | ours | 4.00 (8.00) | 2.00 | 1.00 (2.00) | 2.00 |",
                        "| mlp | 1 | idle | djl | failed: a / b | | | |");
        table.write(folder.resolve("peers.json"));
        JsonNode json = new ObjectMapper().readTree(folder.resolve("peers.json").toFile());
        assertThat(json.get(1).path("failure").asText()).isEqualTo("a | b");
        assertThat(json.get(1).has("trainingLeastMs")).isFalse();
    }

    @Test
    void theReasonOfAFailureIsItsInnermostException() {
        String java = "Exception in thread \"main\" A: outer\n\tat b\nCaused by: C: inner\n\tat d\n";
        assertThat(MeasuredProcess.reason("java failed:\nlog\n" + java)).isEqualTo("Caused by: C: inner");
        assertThat(MeasuredProcess.reason("#\n#  SIGFPE (0x8) at pc=0x0\n#\n# Abort\n"))
                .isEqualTo("SIGFPE (0x8) at pc=0x0");
        assertThat(MeasuredProcess.reason("Traceback:\n  x\nRuntimeError: shape\n"))
                .isEqualTo("RuntimeError: shape");
        assertThat(MeasuredProcess.reason("first\nlast\n\n")).isEqualTo("last");
        assertThat(MeasuredProcess.reason("")).isEmpty();
    }

    @Test
    void missingLibrariesAreNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("peers.classpath");
        OtherLibraries none = new OtherLibraries(Optional.empty(), file);
        assertThat(none.missing(Peer.OURS)).isEmpty();
        assertThat(none.missing(Peer.TORCH)).hasValue(TorchPython.HOW_TO_INSTALL);
        assertThat(none.missing(Peer.DJL).orElseThrow()).contains("peers.classpath", "benchmark-peers");
        assertThat(none.classPath()).isEmpty();
        Files.writeString(file, "a.jar\n");
        assertThat(none.missing(Peer.DJL)).isEmpty();
        assertThat(none.classPath()).hasValue(folder.resolve("classes") + File.pathSeparator + "a.jar");
    }

    @ParameterizedTest
    @CsvSource({
        "--threads=0, --threads must be at least 1",
        "--seconds=-1, --seconds must be in",
        "--seconds=NaN, --seconds must be in",
        "--warm-up=-1, --warm-up must be in"
    })
    void numbersOutOfRangeAreRefused(String option, String message) {
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new PeersBenchmark())
                .setErr(new PrintWriter(errors))
                .execute("--networks=mlp", "--peers=ours", option);
        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    @Test
    void anotherNetworkIsNotCompared() {
        PeersTable table = new PeersTable();
        table.add(PeerNetwork.MLP, 1, false, Peer.OURS, times(9, 4, 1));
        assertThatThrownBy(() -> table.add(PeerNetwork.MLP, 2, true, Peer.TORCH, times(8, 4, 1)))
                .hasMessageContainingAll("mlp", "9", "ours", "8", "torch");
    }

    /** Parameters by hand from the layers' sizes; ResNet-50's number is torchvision's. */
    @ParameterizedTest
    @CsvSource({"resnet8, 75290", "resnet20, 269722", "cnn, 90010", "resnet50, 25557032", "unet, 129841", "mlp, 1863690"
    })
    void networksHaveTheParametersOfTheirPaper(String name, long weights) {
        Model network = PeerNetwork.named(name).plain();
        assertThat(ResNet20Process.weights(network.paramTable())).isEqualTo(weights);
        assertThat(PeerNetwork.named(name).batch().numExamples())
                .isEqualTo(Integer.parseInt(PeerNetwork.named(name).shape().split("x")[0]));
    }

    @Test
    void peersAreNamedAsTheOptionsSay() {
        for (Peer peer : Peer.values()) {
            assertThat(Peer.named(peer.toString())).isEqualTo(peer);
        }
        assertThat(Peer.TORCH_CHANNELS_LAST).hasToString("torch-channels-last");
        assertThat(Peer.TORCH_CHANNELS_LAST.measures(PeerNetwork.MLP)).isFalse();
        assertThat(Peer.TORCH.environment()).containsKey("MALLOC_TRIM_THRESHOLD_");
        assertThat(Peer.TORCH_INSTALLED.environment()).isEmpty();
        assertThat(Peer.LIBTORCH.environment())
                .containsAllEntriesOf(Peer.TORCH.environment())
                .containsEntry("MALLOC_ARENA_MAX", "1");
    }

    @Test
    void aBusyCoreIsBusyUntilClosed() throws InterruptedException {
        BusyCore core = new BusyCore();
        while (core.turns() < 1000) {
            Thread.sleep(1);
        }
        core.close();
        assertThat(core.turns()).isGreaterThanOrEqualTo(1000);
    }
}
