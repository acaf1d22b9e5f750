package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    private Path folder;

    /** Holds the lock until its input ends. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (FolderLock lock = FolderLock.of(Path.of(arguments[0]))) {
                System.out.println(lock != null ? "locked" : "");
                System.in.read();
            }
        }
    }

    @Test
    void oneProcessAtATimeTrainsInAFolder() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))
                            .readLine())
                    .isEqualTo("locked");
            assertRefused();
        } finally {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        FolderLock.of(folder).close();
    }

    @Test
    void oneThreadAtATimeTrainsInAFolder() throws IOException {
        FolderLock first = FolderLock.of(folder);
        assertRefused();
        first.close();
        FolderLock.of(folder).close();
    }

    private void assertRefused() {
        TrainingOptions options = TinyRun.options().directory(folder).build();
        assertThatThrownBy(() -> new Trainer(options).train(TinyRun.stack(), TinyRun.data(0)))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + " is in use by another run: wait for its end, or choose another folder");
        assertThat(folder.resolve(Checkpoint.LAST)).doesNotExist();
    }

    @Test
    void aMissingFolderIsNotCreatedToResumeFromIt() {
        Path missing = folder.resolve("missing");
        TrainingOptions options =
                TinyRun.options().directory(missing).resume(true).build();
        assertThatThrownBy(() -> new Trainer(options).train(TinyRun.stack(), TinyRun.data(0)))
                .hasMessage("no checkpoint " + missing.resolve(Checkpoint.LAST));
        assertThat(Files.exists(missing)).isFalse();
    }
}
