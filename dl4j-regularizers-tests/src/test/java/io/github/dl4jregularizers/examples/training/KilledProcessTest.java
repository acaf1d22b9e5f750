package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.OneDnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed in the middle of an epoch, with no chance to clean up. With the slow tests, because bits are
 * equal only if this JVM is as fresh as the killed one: other tests leave ND4J with other kernels or threads.
 */
@Tag("slow")
class KilledProcessTest {

    @TempDir
    private Path directory;

    @Test
    void isContinuedByAnotherProcessToTheSameParameters() throws Exception {
        Path output = directory.resolve("output.txt");
        Path run = directory.resolve("run");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        run.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            for (int i = 0; i < 600 && process.isAlive() && !Files.exists(run.resolve(Victim.READY)); i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(run.resolve(Victim.READY)).as(() -> readQuietly(output)).exists();
        } finally {
            process.destroyForcibly().waitFor();
        }

        // Once enabled, it stays so in a JVM: other tests may have done it here, and rounding differs.
        OneDnn.enable();
        Model resumed = TinyRun.stack();
        TrainingResult result =
                new Trainer(TinyRun.options().directory(run).resume(true).build()).train(resumed, TinyRun.data(0));
        assertThat(result.epochs()).hasSize(4);
        assertThat(Files.readAllLines(run.resolve("epochs.csv"))).hasSize(5);

        Model whole = TinyRun.stack();
        new Trainer(TinyRun.options().build()).train(whole, TinyRun.data(0));
        ResumeTest.assertSameState(resumed, whole);
    }

    private static String readQuietly(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The killed program: reports the middle of the second epoch, and waits there. */
    static final class Victim {

        private static final String READY = "ready";

        private Victim() {}

        public static void main(String[] args) throws IOException {
            OneDnn.enable();
            Path run = Path.of(args[0]);
            BaseTrainingListener stop = new BaseTrainingListener() {
                @Override
                public void iterationDone(Model model, int iteration, int epoch) {
                    if (iteration == 7) {
                        waitForDeath(run);
                    }
                }
            };
            new Trainer(TinyRun.options().directory(run).listeners(stop).build())
                    .train(TinyRun.stack(), TinyRun.data(0));
        }

        private static void waitForDeath(Path run) {
            try {
                Files.createFile(run.resolve(READY));
                TimeUnit.MINUTES.sleep(2);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
