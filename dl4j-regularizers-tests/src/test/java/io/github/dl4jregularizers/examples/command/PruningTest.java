package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reported share of pruned weights: the same in training, after resumption, and for the saved network. */
class PruningTest {

    private static final String LINE = "at inference: \\d+ of 65536 weights pruned \\(\\d+\\.\\d %\\)";

    @TempDir
    private Path folder;

    private Console compare(String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "compare",
                                "--recipes=baseline,sparse-variational",
                                "--seeds=3",
                                "--train-limit=20",
                                "--test-limit=20",
                                "--epochs=2",
                                "--batch=10",
                                "--no-onednn",
                                "--out=" + folder.resolve("comparison")),
                        Stream.of(more))
                .collect(Collectors.toList());
        return Console.run(arguments.toArray(new String[0]));
    }

    @Test
    void isTheSameInComparisonResumptionAndEvaluation() {
        Console first = compare();

        assertThat(first.err).isEmpty();
        String line = onlyLine(first);
        String percent = line.substring(line.indexOf('(') + 1, line.indexOf(" %"));
        assertThat(cells(first, "baseline")).endsWith("1").contains("-");
        assertThat(cells(first, "sparse-variational")).contains(percent, Index.atIndex(6));

        Console resumed = compare("--resume");
        assertThat(onlyLine(resumed)).isEqualTo(line);
        assertThat(cells(resumed, "sparse-variational")).contains(percent, Index.atIndex(6));

        Path runs = folder.resolve("comparison").resolve("runs");
        Console sparse = Console.run("evaluate", "--no-onednn", "" + runs.resolve("sparse-variational-seed3"));
        assertThat(onlyLine(sparse)).isEqualTo(line);
        Console baseline = Console.run("evaluate", "--no-onednn", "" + runs.resolve("baseline-seed3"));
        assertThat(baseline.out).isNotEmpty().noneMatch(text -> text.contains("pruned"));
    }

    private static String onlyLine(Console console) {
        List<String> lines = console.out.stream()
                .map(String::strip)
                .filter(line -> line.matches(LINE))
                .collect(Collectors.toList());
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    /** The cells of the row of the table, the name first. */
    private static List<String> cells(Console console, String recipe) {
        return console.out.stream()
                .filter(line -> line.startsWith(recipe + "  "))
                .map(line -> List.of(line.split(" {2,}")))
                .findFirst()
                .orElseThrow();
    }
}
