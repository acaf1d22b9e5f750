package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration and uncertainty of one run and of a comparison, and refused arguments. */
class UncertaintyTest {

    private static final String NUMBER = "\\d+\\.\\d+";

    @TempDir
    private static Path folder;

    private static Path comparison;

    @BeforeAll
    static void train() {
        comparison = folder.resolve("comparison");
        Console console = Console.run(
                "compare",
                "--recipes=baseline,dropout",
                "--seeds=3,5",
                "--train-limit=40",
                "--test-limit=20",
                "--epochs=2",
                "--batch=10",
                "--no-onednn",
                "--out=" + comparison);
        assertThat(console.err).isEmpty();
    }

    private static Path run(String name) {
        return comparison.resolve("runs").resolve(name);
    }

    private static Console evaluate(Path path, String... more) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--no-onednn"));
        arguments.addAll(List.of(more));
        arguments.add(path.toString());
        return Console.run(arguments.toArray(new String[0]));
    }

    private static List<String> cells(List<String> lines, String name) {
        String row = lines.stream()
                .filter(line -> line.matches(Pattern.quote(name) + " {2,}\\d.*"))
                .findFirst()
                .orElseThrow();
        return List.of(row.substring(name.length()).trim().split(" {2,}"));
    }

    @Test
    void ofOneRunTheTableAgreesWithThatByClass() throws IOException {
        Path run = run("dropout-seed3");
        List<String> all = cells(evaluate(run).out, "all");

        Console console = evaluate(run, "--samples=3");

        assertThat(console.err).isEmpty();
        assertThat(console.exitCode).isZero();
        List<String> onePass = cells(console.out, "one pass");
        assertThat(onePass.subList(0, 4)).containsExactly("1.00", all.get(1), all.get(2), all.get(3));
        List<String> scaled = cells(console.out, "one pass, scaled");
        assertThat(scaled.get(0)).isNotEqualTo("1.00");
        assertThat(scaled.get(1)).as("accuracy").isEqualTo(onePass.get(1));
        assertThat(cells(console.out, "3 samples")).hasSize(7).isNotEqualTo(onePass);
        assertThat(cells(console.out, "mutual information, 3 samples"))
                .singleElement()
                .asString()
                .matches("[01]\\.\\d{3}");
        Path page = run.resolve("uncertainty.html");
        assertThat(console.out.get(console.out.size() - 1)).isEqualTo("Page: " + page.toUri());
        assertPageIsWhole(Files.readString(page), onePass);
    }

    private static void assertPageIsWhole(String html, List<String> onePass) {
        assertThat(html).contains("<td>" + onePass.get(2) + "</td>", "20 images of figures", "--samples=3");
        assertThat(html).doesNotContain("{{", "<script", "http:", "https:", ">NaN<");
        assertThat(html.split("<svg ", -1))
                .as("two diagrams, curve and histogram")
                .hasSize(5);
        assertThat(html.split("<img ", -1)).as("four times twelve pictures").hasSize(49);
        Matcher sources = Pattern.compile("(src|href)=\"([^\"]{0,20})").matcher(html);
        while (sources.find()) {
            assertThat(sources.group(2)).matches("data:image/png;base.*|#.*");
        }
    }

    @Test
    void sameSeedSameNumbers() {
        Path run = run("dropout-seed5");
        List<String> first = evaluate(run, "--samples=2").out;

        assertThat(evaluate(run, "--samples=2", "--sample-seed=1").out).isEqualTo(first);
        assertThat(cells(evaluate(run, "--samples=2", "--sample-seed=9").out, "2 samples"))
                .isNotEqualTo(cells(first, "2 samples"));
    }

    @Test
    void ofAComparisonRunsOfARecipeShareATableAndThoseWithoutNoisePredictOnce() {
        Console console = evaluate(comparison, "--samples=2", "--ood=noise", "--coverage=0.5");

        assertThat(console.err).isEmpty();
        assertThat(console.out)
                .filteredOn(
                        line -> line.contains("baseline-seed") && line.contains(", in one pass only: network must be"))
                .hasSize(2);
        int baseline = console.out.indexOf("baseline, 2 runs");
        int dropout = console.out.indexOf("dropout, 2 runs");
        assertThat(baseline).isPositive().isLessThan(dropout);
        assertThat(cells(console.out.subList(baseline, dropout), "one pass"))
                .hasSize(7)
                .allMatch(cell -> cell.matches(NUMBER + " ± " + NUMBER));
        assertThat(console.out.subList(baseline, dropout)).noneMatch(line -> line.startsWith("2 samples"));
        assertThat(cells(console.out.subList(dropout, console.out.size()), "2 samples"))
                .hasSize(7);
        List<String> pages =
                console.out.stream().filter(line -> line.startsWith("Page: ")).collect(Collectors.toList());
        assertThat(pages).hasSize(4);
    }

    @Test
    void aSingleNetworkWithoutNoiseIsRefusedWithAnExample() {
        Console console = evaluate(run("baseline-seed3"), "--samples=5");

        assertThat(console.exitCode).isEqualTo(2);
        assertThat(console.err).singleElement().asString().contains("one with noise: put a dropout", "dropOut(");
    }

    @Test
    void mistakesAreOneLine() {
        Path run = run("dropout-seed3");
        Path nowhere = folder.resolve("nowhere.bin");
        Stream.of(
                        new String[] {"--samples=1", "--samples must be >= 2, but was 1"},
                        new String[] {"--ood=noise", "--samples with --ood, --coverage or --sample-seed must be given"},
                        new String[] {"--samples=2 --coverage=1", "--coverage must be in (0, 1), but was 1.0"},
                        new String[] {
                            "--samples=2 --ood=shapes", "--ood for a network trained on shapes must be another set"
                        },
                        new String[] {"--samples=2 --ood=" + nowhere, "Cannot read " + nowhere})
                .forEach(mistake -> {
                    Console console = evaluate(run, mistake[0].split(" "));
                    assertThat(console.exitCode).as(mistake[0]).isEqualTo(2);
                    assertThat(console.err).singleElement().asString().contains(mistake[1]);
                });
    }
}
