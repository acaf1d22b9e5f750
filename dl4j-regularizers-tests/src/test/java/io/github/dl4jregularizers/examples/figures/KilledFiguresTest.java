package io.github.dl4jregularizers.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of the command: killed at random times, with no chance to clean up, and with other numbers of processors.
 */
@Tag("slow")
class KilledFiguresTest {

    private static final int KILLS = 3;
    /** Three seeds each of the first two figures, one of the third. */
    private static final int MEASUREMENTS = 7;

    private static final List<String> COMMAND =
            List.of("figures", "double-descent", "loss-surface", "augmentation-gallery", "--quick", "--out", "run");

    @TempDir
    private Path folder;

    /** Each kill starts again from an empty folder, and the next process ends with the files of a whole run. */
    @Test
    void resumedRunsEndWithTheFilesOfAWholeRun() throws Exception {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        finish(whole);
        Random random = new Random(20);
        for (int kill = 1; kill <= KILLS; kill++) {
            Path killed = Files.createDirectory(folder.resolve("killed" + kill));
            int measured = random.nextInt(MEASUREMENTS - 2);
            Process process = start(killed);
            try {
                awaitMeasurements(killed, measured, process);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1000));
                assertThat(process.isAlive()).as("alive before the kill").isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
            finish(killed);
            assertSameFiles(killed.resolve("run"), whole.resolve("run"), measured);
        }
    }

    /** Java's number of processors is that of the measurements at once, and OpenMP's that of ND4J's threads. */
    @Test
    void numbersDoNotDependOnTheProcessors() throws Exception {
        Map<String, List<Byte>> one = null;
        for (int processors : new int[] {1, 2, 4}) {
            Path directory = Files.createDirectory(folder.resolve(processors + "processors"));
            finish(directory, start(directory, processors, "label-smoothing"));
            Map<String, List<Byte>> numbers =
                    FigureRunTest.files(directory.resolve("run").resolve("numbers"));
            assertThat(numbers).hasSize(MEASUREMENTS + 3 + 1);
            one = one == null ? numbers : one;
            assertThat(numbers.equals(one))
                    .as("numbers with %s processors", processors)
                    .isTrue();
        }
    }

    /** Compares file by file: a message with all bytes of a page would be unreadable. */
    private static void assertSameFiles(Path resumed, Path whole, int measured) throws IOException {
        Map<String, List<Byte>> expected = FigureRunTest.files(whole);
        Map<String, List<Byte>> files = FigureRunTest.files(resumed);
        assertThat(files.keySet()).isEqualTo(expected.keySet());
        for (Map.Entry<String, List<Byte>> file : expected.entrySet()) {
            assertThat(files.get(file.getKey()).equals(file.getValue()))
                    .as("%s, killed after %s measurements, is that of a whole run", file.getKey(), measured)
                    .isTrue();
        }
    }

    private static void awaitMeasurements(Path directory, int count, Process process) throws Exception {
        for (int i = 0; i < 6000 && process.isAlive() && measurements(directory) < count; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(measurements(directory)).isGreaterThanOrEqualTo(count);
    }

    private static long measurements(Path directory) throws IOException {
        Path numbers = directory.resolve("run").resolve("numbers");
        if (!Files.exists(numbers)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(numbers)) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    private static void finish(Path directory) throws IOException, InterruptedException {
        finish(directory, start(directory));
    }

    private static void finish(Path directory, Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("output.txt")))
                .isZero();
    }

    private static Process start(Path directory) throws IOException {
        return start(directory, Runtime.getRuntime().availableProcessors());
    }

    private static Process start(Path directory, int processors, String... figures) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=" + processors,
                "-classpath",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(COMMAND);
        command.addAll(List.of(figures));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile());
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(processors));
        return builder.start();
    }
}
