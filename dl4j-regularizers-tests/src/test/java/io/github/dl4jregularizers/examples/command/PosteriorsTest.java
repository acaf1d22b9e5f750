package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.posterior.PosteriorMethod;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of posteriors and ensembles, on a few shapes. */
class PosteriorsTest {

    private static Console run(String... arguments) {
        return Console.run(arguments);
    }

    @Test
    void everyMethodHasARow() {
        Console console = run(
                "posteriors",
                "--seeds=1",
                "--train-limit=130",
                "--test-limit=30",
                "--epochs=4",
                "--passes=2",
                "--no-onednn");
        assertThat(console.err).isEmpty();
        assertThat(console.exitCode).isZero();
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
            assertThat(numbers).hasSize(5);
            assertThat(Double.parseDouble(numbers[0])).as("accuracy").isBetween(0.0, 100.0);
            assertThat(Double.parseDouble(numbers[1])).as("NLL").isBetween(0.0, 104.0);
            assertThat(Double.parseDouble(numbers[3])).as("AUROC").isBetween(0.0, 1.0);
        }
    }

    @Test
    void errorsNameTheOption() {
        assertThat(run("posteriors", "--passes=1", "--train-limit=20", "--test-limit=20", "--no-onednn").err)
                .anyMatch(line -> line.contains("passes must be >= 2, but was 1"));
        assertThat(run("posteriors", "--methods=magic").err).anyMatch(line -> line.contains("magic"));
        assertThat(run("posteriors", "--model=vgg", "--train-limit=20", "--test-limit=20", "--no-onednn").err)
                .anyMatch(line -> line.contains("network must be one of"));
    }
}
