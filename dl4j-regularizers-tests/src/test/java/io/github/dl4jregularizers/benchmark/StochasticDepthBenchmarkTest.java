package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import picocli.CommandLine;

/** The benchmarks of residual networks on tiny batches, as their commands run them. */
class StochasticDepthBenchmarkTest {

    /** Stages of 3 blocks of 30, 20 and 10 ms, and 40 ms for the rest. */
    private static DepthRound round(double stochastic) {
        return new DepthRound(3, 220, new double[] {160, 180, 200}, stochastic, new double[] {0.5, 1, 2});
    }

    @Test
    void theExpectedTimeLeavesOutWhatTheSkippedBlocksCost() {
        DepthRound round = round(170);
        assertThat(new double[] {round.ofBlock(0), round.ofBlock(1), round.ofBlock(2)})
                .containsExactly(30, 20, 10);
        assertThat(round.expected()).isCloseTo(220 - 0.5 * 30 - 20 - 2 * 10, within(1e-9));
        assertThat(round.shareComputed()).isCloseTo(1 - 3.5 / 9, within(1e-9));
    }

    @Test
    void theTableShowsMeansAndTheirErrors() {
        String table = StochasticDepthBenchmark.table(List.of(round(165), round(198)));
        assertThat(table.lines())
                .anyMatch(line -> line.matches("every block computed +220\\.0 ± 0\\.0"))
                .anyMatch(line -> line.matches("linear schedule to 0\\.5 +181\\.5 ± 16\\.5"))
                .anyMatch(line -> line.matches("share of blocks computed +0\\.611 ± 0\\.000"))
                .anyMatch(line -> line.matches("measured over expected +1\\.100 ± 0\\.100"));
    }

    @Test
    void aRoundSurvivesItsLine() throws Exception {
        List<String> command = MeasuredProcess.java(StochasticDepthProcess.class, "3", "2", "2", "1");
        List<DepthRound> rounds = DepthRound.parse(MeasuredProcess.run(command, 1));
        assertThat(rounds).hasSize(2);
        for (DepthRound round : rounds) {
            assertThat(round.blocks).isEqualTo(3);
            assertThat(round.shortened).hasSize(3);
            assertThat(round.shareComputed()).isBetween(0.0, 1.0);
            assertThat(DepthRound.parse(round.toString())).first().hasToString(round.toString());
        }
    }

    @Test
    void memoryIsReadFromWhatTheProcessPrints() {
        assertThat(MemoryBenchmark.parse("x\nGROWTH 123\n")).isEqualTo(123);
        assertThatThrownBy(() -> MemoryBenchmark.parse("killed")).hasMessageContaining("killed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTrainingHoldsAtLeastTheOutputsOfItsConvolutions() throws Exception {
        int floats = 3 * 16 * 32 * 32 + 2 * 32 * 16 * 16 + 2 * 64 * 8 * 8;
        long fewest = 64L * floats * Float.BYTES >> 20;
        assertThat(MemoryBenchmark.peak(ResidualNetworkVariant.BLOCKS_OF_OURS, "1", "64", 1))
                .isBetween(fewest, 20 * fewest);
    }

    @Test
    void whatCannotBeMeasuredIsAUsageError() {
        assertThat(refused(new StochasticDepthBenchmark(), "--blocks", "1")).contains("[3, 5, 9, 18], but was 1");
        assertThat(refused(new StochasticDepthBenchmark(), "--rounds", "1")).contains("--rounds must be at least 2");
        assertThat(refused(new MemoryBenchmark(), "--blocks", "4")).contains("[1, 3, 5, 9, 18], but was 4");
        assertThat(refused(new MemoryBenchmark(), "--batch", "0")).contains("--batch must be at least 1, but was 0");
    }

    @Test
    void everyBenchmarkRequiresAThread() {
        List<Object> benchmarks = List.of(
                new AugmentationBenchmark(),
                new DropoutBenchmark(),
                new MemoryBenchmark(),
                new MonteCarloBenchmark(),
                new ResNet20Benchmark(),
                new StochasticDepthBenchmark());
        assertThat(benchmarks)
                .extracting(benchmark -> refused(benchmark, "--threads", "0"))
                .allSatisfy(error -> assertThat(error).contains("--threads must be at least 1, but was 0"));
    }

    private static String refused(Object benchmark, String... arguments) {
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(benchmark).setErr(new PrintWriter(errors));
        assertThat(command.execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
        return errors.toString();
    }
}
