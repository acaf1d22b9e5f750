package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.posterior.PosteriorMethod;
import io.github.dl4jregularizers.examples.training.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of posteriors and ensembles, on a few shapes. */
class PosteriorsTest {

    /** Of 64 in 130 images. */
    private static final int BATCHES = 3;

    private static Console run(String... arguments) {
        return Console.run(arguments);
    }

    @Test
    void everyMethodHasARow(@TempDir Path folder) {
        Console console = run(
                "posteriors",
                "--seeds=1",
                "--train-limit=130",
                "--test-limit=30",
                "--epochs=4",
                "--passes=2",
                "--out=" + folder,
                "--no-onednn");
        assertThat(console.err).isEmpty();
        assertThat(console.exitCode).isZero();
        for (PosteriorMethod method : PosteriorMethod.values()) {
            int networks = method == PosteriorMethod.DEEP_ENSEMBLE ? 2 : 1;
            int steps = networks * 4 * BATCHES;
            assertThat(console.out).anyMatch(line -> line.startsWith(method.title() + ", seed 1: " + steps + " steps"));
        }
        List<String> table = console.out.subList(console.out.lastIndexOf("") + 1, console.out.size());
        assertThat(table.get(0)).contains("method", "accuracy", "NLL", "ECE", "AUROC");
        for (PosteriorMethod method : PosteriorMethod.values()) {
            List<String> rows = table.stream()
                    .filter(line -> line.strip().startsWith(method.title()))
                    .collect(Collectors.toList());
            assertThat(rows).as(method.title()).hasSize(1);
            String[] numbers = rows.get(0)
                    .strip()
                    .substring(method.title().length())
                    .strip()
                    .split("\\s+");
            assertThat(numbers).hasSize(6);
            assertThat(Double.parseDouble(numbers[0])).as("accuracy").isBetween(0.0, 100.0);
            assertThat(Double.parseDouble(numbers[1])).as("NLL").isBetween(0.0, 104.0);
            assertThat(Double.parseDouble(numbers[3])).as("AUROC").isBetween(0.0, 1.0);
        }
    }

    @Test
    void finishedRunsAreNotRepeated(@TempDir Path folder) throws IOException {
        String[] arguments = {
            "posteriors",
            "--seeds=1,2",
            "--methods=PLAIN",
            "--train-limit=20",
            "--test-limit=20",
            "--epochs=1",
            "--out=" + folder,
            "--no-onednn"
        };
        String settings =
                "--data=shapes --train-limit=20 --test-limit=20 --validation=0.0 --data-seed=1 --model=cnn --epochs=1"
                        + " --passes=5 --learning-rate=0.02 --ood=default\n";
        Files.writeString(folder.resolve("PLAIN-1.txt"), settings + "61 1 0 0.5 7 3\n");
        Files.writeString(folder.resolve("PLAIN-2.txt"), settings + "63 2 0 0.7 9 5\n");
        Console console = run(arguments);
        assertThat(console.err).isEmpty();
        assertThat(console.out.get(console.out.size() - 2)).contains("62.0 ± 1.4", "1.500 ± 0.707", "8 ± 1");

        Files.writeString(folder.resolve("PLAIN-2.txt"), settings + "63 2 0 0.7\n");
        assertThat(run(arguments).err).anyMatch(line -> line.contains("PLAIN-2.txt must be 6, but was 4"));
        Files.writeString(folder.resolve("PLAIN-2.txt"), "--data=cifar10\n");
        assertThat(run(arguments).err)
                .anyMatch(line -> line.contains("--data=shapes") && line.contains("--data=cifar10"));
    }

    @Test
    void aFolderInUseIsRefused(@TempDir Path folder) throws IOException {
        FolderLock lock = FolderLock.of(folder);
        try (lock) {
            Console console = run(
                    "posteriors",
                    "--methods=PLAIN",
                    "--train-limit=20",
                    "--test-limit=20",
                    "--out=" + folder,
                    "--no-onednn");
            assertThat(console.exitCode).isEqualTo(2);
            assertThat(console.err).hasSize(1);
            assertThat(console.err.get(0)).startsWith(folder + " is in use by another run");
        }
    }

    @Test
    void errorsNameTheOption() {
        assertThat(run("posteriors", "--seeds=1,1", "--no-onednn").err)
                .containsExactly("--seeds must be different from each other, but was [1, 1]");
        assertThat(run("posteriors", "--model=resnet8", "--train-limit=20", "--test-limit=20", "--no-onednn").err)
                .containsExactly("network of bayes_by_backprop must be cnn, but was a graph of residual blocks");
        assertThat(run("posteriors", "--passes=1", "--train-limit=20", "--test-limit=20", "--no-onednn").err)
                .anyMatch(line -> line.contains("passes must be >= 2, but was 1"));
        assertThat(run("posteriors", "--methods=magic").err).anyMatch(line -> line.contains("magic"));
        assertThat(run("posteriors", "--model=vgg", "--train-limit=20", "--test-limit=20", "--no-onednn").err)
                .anyMatch(line -> line.contains("network must be one of"));
    }
}
