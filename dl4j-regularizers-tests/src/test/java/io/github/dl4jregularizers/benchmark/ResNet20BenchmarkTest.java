package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the benchmark that need no measurement. */
class ResNet20BenchmarkTest {

    private final Speed stock = new Speed(269722, 10, 20, "1.0.0");
    private final Speed oneDnn = new Speed(269722, 65, 400, "1.0.0");
    private final Speed blocks = new Speed(269722, 90, 500, "1.0.0");

    @Test
    void aMeasurementSurvivesItsLine() {
        Speed read = Speed.parse("[main] INFO something\n" + new Speed(7, 1234.567, 0.25, "1.13.0a0") + "\n");

        assertThat(read.weights).isEqualTo(7);
        assertThat(read.training).isEqualTo(1234.57);
        assertThat(read.inference).isEqualTo(0.25);
        assertThat(read.version).isEqualTo("1.13.0a0");
    }

    @Test
    void aProcessWithoutResultIsAnErrorThatShowsItsOutput() {
        assertThatThrownBy(() -> Speed.parse("out of memory")).hasMessageContaining("out of memory");
    }

    @Test
    void theTableShowsRatiosToStock() {
        String table = ResNet20Benchmark.table(stock, oneDnn, blocks, new Speed(269722, 150, 600, "1.13.0"));

        assertThat(table.lines())
                .anyMatch(line -> line.matches("DL4J 1\\.0\\.0 +10\\.0 +1\\.0x +20\\.0 +1\\.0x"))
                .anyMatch(line -> line.matches("DL4J \\+ OneDnn +65\\.0 +6\\.5x +400\\.0 +20\\.0x"))
                .anyMatch(line -> line.matches("LayerSequence \\+ OneDnn +90\\.0 +9\\.0x +500\\.0 +25\\.0x"))
                .anyMatch(line -> line.matches("PyTorch 1\\.13\\.0 +150\\.0 +15\\.0x +600\\.0 +30\\.0x"));
    }

    @Test
    void theTableNotesThatPyTorchIsMissing() {
        assertThat(ResNet20Benchmark.table(stock, oneDnn, blocks, null))
                .contains("PyTorch was not measured", "python3-torch");
    }

    @Test
    void anotherNetworkIsNotCompared() {
        assertThatThrownBy(() -> ResNet20Benchmark.table(stock, oneDnn, blocks, new Speed(270896, 1, 1, "1")))
                .hasMessageContaining("269722")
                .hasMessageContaining("270896");
        assertThatThrownBy(() -> ResNet20Benchmark.table(stock, oneDnn, new Speed(270896, 1, 1, "1"), null))
                .hasMessageContaining("270896");
    }

    @Test
    void aPathWithoutPythonIsSearchedInVain(@TempDir Path empty) {
        assertThat(TorchPython.find(empty.toString(), empty)).isEmpty();
    }

    @Test
    void slowStepsAreMeasuredThreeTimesAfterOneUnmeasured() {
        AtomicInteger steps = new AtomicInteger();

        double seconds = MedianTime.seconds(steps::incrementAndGet, 0, 0);

        assertThat(steps).hasValue(4);
        assertThat(seconds).isBetween(0.0, 1.0);
    }
}
