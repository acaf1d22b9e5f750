package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minimal comparison, and its use afterwards. */
class CompareTest {

    private static final int COLUMNS_OF_CSV = 13;
    private static final int TRAINING_ACCURACY = 2;
    private static final int TEST_ACCURACY = 8;
    private static final int TEST_NLL = 9;
    private static final int TEST_ECE = 10;

    @TempDir
    private static Path folder;

    private static Path out;
    private static Console console;

    @BeforeAll
    static void compare() {
        out = folder.resolve("a comparison");
        console = Console.run(arguments());
        assertThat(console.err).isEmpty();
        assertThat(console.exitCode).isZero();
    }

    private static String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "compare", "--recipes=baseline,label-smoothing", "--seeds=3,5", "--train-limit=20", "--test-limit=20"));
        arguments.addAll(List.of("--epochs=2", "--batch=10", "--no-onednn", "--out=" + out));
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    @Test
    void tableIsMeanAndDeviationOfTheLastEpochs() throws IOException {
        for (String recipe : List.of("baseline", "label-smoothing")) {
            double[] first = lastEpoch(recipe, 3);
            double[] second = lastEpoch(recipe, 5);
            List<String> row = row(console, recipe);

            assertThat(row.get(0))
                    .isEqualTo(expected(100 * first[TRAINING_ACCURACY], 100 * second[TRAINING_ACCURACY], 1));
            assertThat(row.get(1)).isEqualTo(expected(100 * first[TEST_ACCURACY], 100 * second[TEST_ACCURACY], 1));
            assertThat(row.get(2))
                    .isEqualTo(expected(
                            100 * (first[TRAINING_ACCURACY] - first[TEST_ACCURACY]),
                            100 * (second[TRAINING_ACCURACY] - second[TEST_ACCURACY]),
                            1));
            assertThat(row.get(3)).isEqualTo(expected(first[TEST_NLL], second[TEST_NLL], 3));
            assertThat(row.get(4)).isEqualTo(expected(100 * first[TEST_ECE], 100 * second[TEST_ECE], 1));
            assertThat(row.get(6)).isEqualTo("2");
        }
    }

    private static double[] lastEpoch(String recipe, int seed) throws IOException {
        List<String> rows = Files.readAllLines(run(recipe, seed).resolve("epochs.csv"));
        assertThat(rows).hasSize(3);
        String[] cells = rows.get(2).split(",", -1);
        assertThat(cells).hasSize(COLUMNS_OF_CSV);
        return Stream.of(cells)
                .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
                .toArray();
    }

    private static Path run(String recipe, int seed) {
        return out.resolve("runs").resolve(recipe + "-seed" + seed);
    }

    private static String expected(double one, double other, int decimals) {
        String format = "%." + decimals + "f ± %." + decimals + "f";
        return String.format(java.util.Locale.ROOT, format, (one + other) / 2, Math.abs(one - other) / Math.sqrt(2));
    }

    private static List<String> row(Console console, String recipe) {
        String line = console.out.stream()
                .filter(row -> row.startsWith(recipe + " ") && row.contains("±"))
                .findFirst()
                .orElseThrow();
        return Stream.of(line.substring(recipe.length()).trim().split(" {2,}")).collect(Collectors.toList());
    }

    @Test
    void saysNothingOfPrunedWeightsWithoutVariationalLayers() {
        assertThat(console.out).noneMatch(line -> line.contains("pruned"));
    }

    @Test
    void endsWithTheReport() throws IOException {
        Path report = out.resolve("report.html");

        assertThat(console.out.get(console.out.size() - 1)).isEqualTo("Report: " + report.toUri());
        assertThat(Files.readString(report))
                .contains("compare --recipes=baseline,label-smoothing --seeds=3,5", "&#39;--out=" + out + "&#39;")
                .contains("1.0.0-M2.1", System.getProperty("java.version"), "20 training and 20 test images")
                .contains(row(console, "baseline").get(1).split(" ")[0]);
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    @Test
    void resumeUsesFinishedRunsAndMakesUpForMissingOnes() throws IOException {
        Path missing = run("label-smoothing", 3);
        try (Stream<Path> files = Files.list(missing)) {
            for (Path file : files.collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
        byte[] finished = Files.readAllBytes(run("baseline", 3).resolve("last.zip"));

        Console again = Console.run(arguments("--resume"));

        assertThat(again.exitCode).isZero();
        for (String recipe : List.of("baseline", "label-smoothing")) {
            assertThat(row(again, recipe).subList(0, 5))
                    .isEqualTo(row(console, recipe).subList(0, 5));
        }
        assertThat(run("baseline", 3).resolve("last.zip")).hasBinaryContent(finished);
    }

    @Test
    void resumeRefusesOtherOptions() {
        Console other = Console.run(arguments("--resume", "--data-seed=2"));

        assertThat(other.exitCode).isEqualTo(2);
        assertThat(other.err)
                .containsExactly(
                        "options to continue " + run("baseline", 3) + " must be --data-seed=1, but was --data-seed=2");
    }

    @Test
    void resumeNamesAnOptionThatCameOrWent() {
        Console other = Console.run(arguments("--resume", "--augment"));

        assertThat(other.exitCode).isEqualTo(2);
        assertThat(other.err)
                .containsExactly(
                        "options to continue " + run("baseline", 3) + " must be nothing more, but was --augment");
    }

    @Test
    void whereEveryRunDivergesThereIsNothingToCompare() {
        Path comparison = folder.resolve("diverging");
        String[] arguments = arguments("--learning-rate=1e30");
        arguments[1] = "--recipes=baseline";
        arguments[arguments.length - 2] = "--out=" + comparison;
        Console compared = Console.run(arguments);

        assertThat(compared.exitCode).isEqualTo(2);
        assertThat(compared.err).hasSize(1).first().asString().contains("a lower learning rate may help");
        assertThat(comparison.resolve("report.html")).doesNotExist();
    }

    /** Fewer images than classes are enough. No attack on three images can give 12.3 %. */
    @Test
    void aResumedRunReadsItsAttackInsteadOfRepeatingIt() throws IOException {
        Path attacked = folder.resolve("attacked");
        List<String> arguments = new ArrayList<>(List.of("train", "--recipe=baseline", "--train-limit=8"));
        arguments.addAll(List.of("--test-limit=3", "--epochs=1", "--no-onednn", "--out=" + attacked, "--attack=8"));
        baseline(arguments);
        Path file = attacked.resolve("attack.json");
        Files.writeString(file, Files.readString(file).replaceAll("(\"pgd\" : )[0-9.]+", "$10.123"));

        arguments.add("--resume");
        assertThat(baseline(arguments)).contains(" 12.3 ");
        arguments.set(arguments.indexOf("--attack=8"), "--attack=9");
        assertThat(baseline(arguments)).doesNotContain(" 12.3 ");
        assertThat(Files.readString(file)).contains("\"levels\" : 9.0").doesNotContain("0.123");
    }

    private static String baseline(List<String> arguments) {
        Console console = Console.run(arguments.toArray(new String[0]));
        assertThat(console.err).isEmpty();
        return console.out.stream().filter(line -> line.startsWith("baseline ")).collect(Collectors.joining());
    }

    @Test
    void evaluateFindsTheSameNumbers() throws IOException {
        double[] epoch = lastEpoch("baseline", 5);

        Console evaluation =
                Console.run("evaluate", "--no-onednn", run("baseline", 5).toString());

        assertThat(evaluation.err).isEmpty();
        String[] all = evaluation.out.get(evaluation.out.size() - 1).trim().split(" +");
        assertThat(all[0]).isEqualTo("all");
        assertThat(all[1]).isEqualTo("20");
        assertThat(Double.parseDouble(all[2])).isCloseTo(100 * epoch[TEST_ACCURACY], within(0.05));
        assertThat(Double.parseDouble(all[3])).isCloseTo(epoch[TEST_NLL], within(0.0006));
        assertThat(Double.parseDouble(all[4])).isCloseTo(100 * epoch[TEST_ECE], within(0.06));
        assertThat(evaluation.out)
                .filteredOn(line -> line.matches("\\w+ +2 +(0|50|100)\\.0 .*"))
                .hasSize(10);
    }

    @Test
    void aRunsOwnOptionsRepeatIt() throws IOException {
        Path copy = folder.resolve("copy");

        Console repeated = Console.run("train", "@" + run("baseline", 3).resolve("train.args"), "--out=" + copy);

        assertThat(repeated.exitCode).isZero();
        List<String> first = Files.readAllLines(run("baseline", 3).resolve("epochs.csv"));
        List<String> second = Files.readAllLines(copy.resolve("epochs.csv"));
        assertThat(withoutTimes(second)).isEqualTo(withoutTimes(first));
    }

    @Test
    void aRecipesListenersTakePartInTraining() throws IOException {
        Path baseline = folder.resolve("sgd");
        Path sharpness = folder.resolve("sam with sgd");
        for (Path run : List.of(baseline, sharpness)) {
            Console trained = Console.run(
                    "train",
                    "--recipe=" + (run.equals(baseline) ? "baseline" : "sam"),
                    "--optimizer=sgd",
                    "--train-limit=20",
                    "--test-limit=20",
                    "--epochs=2",
                    "--batch=10",
                    "--no-onednn",
                    "--out=" + run);
            assertThat(trained.err).isEmpty();
            assertThat(trained.exitCode).isZero();
        }
        assertThat(withoutTimes(Files.readAllLines(sharpness.resolve("epochs.csv"))))
                .hasSize(3)
                .isNotEqualTo(withoutTimes(Files.readAllLines(baseline.resolve("epochs.csv"))));
    }

    private static List<String> withoutTimes(List<String> csv) {
        return csv.stream()
                .map(line -> String.join(",", List.of(line.split(",", -1)).subList(0, COLUMNS_OF_CSV - 2)))
                .collect(Collectors.toList());
    }

    @Test
    void anEarlierComparisonIsAdded() throws IOException {
        Path more = folder.resolve("more");
        String[] arguments = arguments("--add=" + out);
        arguments[1] = "--recipes=dropout";
        arguments[arguments.length - 2] = "--out=" + more;
        Console added = Console.run(arguments);

        assertThat(added.err).isEmpty();
        assertThat(added.exitCode).isZero();
        assertThat(added.out).contains("1 of 2: dropout, seed 3", "2 of 2: dropout, seed 5");
        for (String recipe : List.of("baseline", "label-smoothing")) {
            assertThat(row(added, recipe).subList(0, 5))
                    .isEqualTo(row(console, recipe).subList(0, 5));
        }
        assertThat(row(added, "dropout")).hasSize(7);
        assertThat(Files.readString(more.resolve("report.html")))
                .contains("<title>baseline, label-smoothing, dropout: ", "<h3>dropout against baseline</h3>");

        Console trend = Console.run("trend", out.toString(), more.toString(), "--out=" + folder.resolve("trend.html"));
        assertThat(trend.exitCode).isZero();
        assertThat(trend.out.get(3).split(" {2,}"))
                .endsWith(row(console, "label-smoothing").get(1), "-");
        assertThat(trend.out.get(4)).endsWith(row(added, "dropout").get(1));
        assertThat(folder.resolve("trend.html")).isNotEmptyFile();
    }

    @Test
    void anEarlierComparisonOfOtherOptionsIsRefused() {
        Console other = Console.run("compare", "--add=" + out, "--recipes=dropout", "--out=" + folder.resolve("other"));

        assertThat(other.exitCode).isEqualTo(2);
        assertThat(other.err).singleElement().asString().contains("options with --add", "--train-limit=20");
    }

    @Test
    void aRunOfBothComparisonsIsRefused() {
        String[] again = arguments("--add=" + out);
        again[again.length - 2] = "--out=" + folder.resolve("twice");
        Console twice = Console.run(again);

        assertThat(twice.exitCode).isEqualTo(2);
        assertThat(twice.err)
                .containsExactly("runs of --add " + out + " must be other recipes or seeds, but was baseline, seed 3");
    }
}
