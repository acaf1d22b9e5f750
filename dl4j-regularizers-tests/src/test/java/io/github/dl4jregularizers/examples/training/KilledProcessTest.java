package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.OneDnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed in the middle of an epoch, with no chance to clean up. Every training runs in a process of
 * its own: in one JVM, earlier tests leave ND4J with other kernels or threads, which round differently.
 */
class KilledProcessTest {

    private static final int MINUTES = 2;

    @TempDir
    private Path directory;

    @Test
    void isContinuedByAnotherProcessToTheSameParameters() throws Exception {
        Path whole = Files.createDirectory(directory.resolve("whole"));
        Path killed = Files.createDirectory(directory.resolve("killed"));
        Process uninterrupted = start(whole, "whole");
        try {
            Process process = start(killed, "killed");
            try {
                awaitMiddle(killed, process);
            } finally {
                process.destroyForcibly().waitFor();
            }
            finish(killed, start(killed, "resumed"));
            finish(whole, uninterrupted);
        } finally {
            uninterrupted.destroyForcibly().waitFor();
        }
        Checkpoint expected = Checkpoint.read(whole.resolve(Checkpoint.LAST));
        Checkpoint resumed = Checkpoint.read(killed.resolve(Checkpoint.LAST));
        ResumeTest.assertSameState(resumed.network(), expected.network());
        assertThat(epochs(killed)).hasSize(4).isEqualTo(epochs(whole));
    }

    /** The rows of the log up to its columns of times. */
    private static List<String> epochs(Path run) throws IOException {
        List<String> rows = Files.readAllLines(run.resolve("epochs.csv"));
        int times = List.of(rows.get(0).split(",")).indexOf("images_per_second");
        return rows.stream()
                .skip(1)
                .map(row -> String.join(",", Arrays.copyOf(row.split(","), times)))
                .collect(Collectors.toList());
    }

    private static Process start(Path run, String kind) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Training.class.getName(),
                        run.toString(),
                        kind)
                .redirectErrorStream(true)
                .redirectOutput(output(run).toFile())
                .start();
    }

    private static Path output(Path run) {
        return run.resolveSibling(run.getFileName() + ".txt");
    }

    private static void awaitMiddle(Path run, Process process) throws InterruptedException {
        for (int i = 0; i < MINUTES * 600 && process.isAlive() && !Files.exists(run.resolve(Training.READY)); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(run.resolve(Training.READY))
                .as(() -> readQuietly(output(run)))
                .exists();
    }

    private static void finish(Path run, Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(() -> readQuietly(output(run))).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String readQuietly(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** One program per process: a whole training, one that waits to be killed in its second epoch, or its rest. */
    static final class Training {

        private static final String READY = "ready";

        private Training() {}

        public static void main(String[] args) throws IOException {
            OneDnn.enable();
            Path run = Path.of(args[0]);
            TrainingOptions.Builder options = TinyRun.options().directory(run).resume(args[1].equals("resumed"));
            if (args[1].equals("killed")) {
                options.listeners(waitingForDeath(run));
            }
            new Trainer(options.build()).train(TinyRun.stack(), TinyRun.data(0));
        }

        private static BaseTrainingListener waitingForDeath(Path run) {
            return new BaseTrainingListener() {
                @Override
                public void iterationDone(Model model, int iteration, int epoch) {
                    if (iteration == 7) {
                        waitForDeath(run);
                    }
                }
            };
        }

        private static void waitForDeath(Path run) {
            try {
                Files.createFile(run.resolve(READY));
                TimeUnit.MINUTES.sleep(MINUTES);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
