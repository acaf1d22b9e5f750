package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images that calibrate a network on CIFAR: none of its training or test images. */
class HeldOutImagesTest {

    private static final int PIXELS = 3072;

    @TempDir
    private static Path folder;

    /** 40 training and 10 test images of random pixels. */
    @BeforeAll
    static void writeImages() throws IOException {
        for (int file = 1; file <= 5; file++) {
            Files.write(folder.resolve("data_batch_" + file + ".bin"), records(8 * file, 8));
        }
        Files.write(folder.resolve("test_batch.bin"), records(0, 10));
        Files.write(folder.resolve("batches.meta.txt"), List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
    }

    private static byte[] records(int first, int count) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        byte[] pixels = new byte[PIXELS];
        for (int i = first; i < first + count; i++) {
            records.write(i % 10);
            new Random(i).nextBytes(pixels);
            records.writeBytes(pixels);
        }
        return records.toByteArray();
    }

    private static Console evaluateTrained(String name, String... limits) {
        Path run = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("train", "--recipe=dropout", "--data=cifar10"));
        arguments.addAll(List.of("--data-dir=" + folder, "--epochs=1", "--batch=20", "--no-onednn", "--out=" + run));
        arguments.addAll(List.of(limits));
        assertThat(Console.run(arguments.toArray(new String[0])).err).isEmpty();
        return Console.run("evaluate", "--samples=2", "--no-onednn", "--data-dir=" + folder, run.toString());
    }

    @Test
    void areThoseThatALimitLeftOut() {
        assertThat(evaluateTrained("limited", "--train-limit=20").out)
                .anyMatch(line -> line.startsWith("On 10 test images. Fitted on 20 others"));
    }

    @Test
    void areElseTheValidationImages() {
        assertThat(evaluateTrained("validated", "--validation=0.25").out)
                .anyMatch(line -> line.startsWith("On 10 test images. Fitted on 10 others"));
    }

    @Test
    void withoutImagesTheErrorNamesTheOption() {
        Console console = evaluateTrained("all");

        assertThat(console.exitCode).isEqualTo(2);
        assertThat(console.err)
                .containsExactly("images held out of training must be at least 2 (train with --validation 0.1, or"
                        + " --train-limit), but was 0");
    }
}
