package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserErrorTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --batch 0 | --batch must be >= 1, but was 0",
                "train --batch=-3 | --batch must be >= 1, but was -3",
                "train --batch x | Invalid value for option '--batch': 'x' is not an int",
                "train --epochs 0 | --epochs must be >= 1, but was 0",
                "train --learning-rate NaN | --learning-rate must be finite and > 0, but was NaN",
                "train --learning-rate 0 | --learning-rate must be finite and > 0, but was 0.0",
                "train --weight-decay=-1 | --weight-decay must be finite and >= 0, but was -1.0",
                "train --weight-decay 1e-4 | "
                        + "--weight-decay with adam must be 0 (recipes such as adamw have it), but was 1.0E-4",
                "train --optimizer sgd --train-limit 10 --test-limit 10"
                        + " | optimizer with recipe sensible must be adam, but was sgd",
                "train --validation 1 | --validation must be in [0, 1), but was 1.0",
                "train --validation NaN | --validation must be in [0, 1), but was NaN",
                "train --train-limit 0 | --train-limit must be >= 1, but was 0",
                "train --test-limit 0 | --test-limit must be >= 1, but was 0",
                "train --patience 3 | --validation with --patience must be above 0, but was 0",
                "train --patience 0 --validation .5 | --patience must be >= 1, but was 0",
                "train --ui 0 | --ui must be in [1, 65535], but was 0",
                "train --resume | --out with --resume must be given, but was null",
                "train --download | --data with --download must be cifar10 or cifar100, but was shapes",
                "train --model vgg | "
                        + "--model must be one of cnn, attention, resnet8, resnet20, resnet32, resnet56, resnet110,"
                        + " but was vgg",
                "train --frob | Unknown option: '--frob' (--help shows what is known)",
                "frob | Unmatched argument at index 0: 'frob' (--help shows what is known)",
                "train --data mnist | Invalid value for option '--data': expected one of [SHAPES, CIFAR10, CIFAR100]"
                        + " (case-insensitive) but was 'mnist'",
                "compare --seeds 1,1 | --seeds must be different from each other, but was [1, 1]",
                "compare --recipes dropout,dropout | "
                        + "--recipes must be different from each other, but was [dropout, dropout]",
                "compare --recipes baseline,sparse-variational --model resnet8 --train-limit 10 --test-limit 10"
                        + " | recipe sparse-variational needs a network with a hidden dense layer, such as cnn",
                "evaluate | Missing required parameter: 'RUN'"
            })
    void isOneLineWithArgumentRangeAndValue(String line, String message) {
        assertUserError(message, line.split(" "));
    }

    private static void assertUserError(String message, String... args) {
        Console console = Console.run(args);

        assertThat(console.err).containsExactly(message);
        assertThat(console.exitCode).isEqualTo(2);
    }

    @Test
    void unknownRecipeListsTheKnown() {
        String message = "recipe must be one of " + String.join(", ", Recipes.names()) + ", but was mixdown";

        assertUserError(message, "train", "--recipe", "mixdown");
        assertUserError(message, "compare", "--recipes", "baseline,mixdown");
    }

    @Test
    void outMustBeEmptyOrContinued() throws IOException {
        Files.createFile(folder.resolve("mine"));

        assertUserError(
                "--out must be a new or empty folder, or be continued with --resume, but was " + folder,
                "compare",
                "--out",
                folder.toString());
        assertThat(folder).isDirectoryContaining("glob:**mine");
    }

    @Test
    void outMustBeAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("mine"));

        assertUserError(file + ": a file of that name is in the way", "train", "--out", file.toString());
    }

    @Test
    void missingDataIsReportedWithTheSearchedDirectory() {
        assertUserError(
                "No CIFAR-10 data: looked for batches.meta.txt in " + folder + " and in "
                        + folder.resolve("cifar-10-batches-bin") + " (--download fetches it)",
                "train",
                "--data=cifar10",
                "--data-dir=" + folder,
                "--out=" + folder.resolve("out"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void evaluateNeedsARun() throws IOException {
        assertUserError("No run in " + folder + ": it has no train.args", "evaluate", folder.toString());

        Files.writeString(folder.resolve("train.args"), "--data=stamps");
        assertUserError(
                folder.resolve("train.args")
                        + " is not what a run writes: Invalid value for option '--data': expected one of"
                        + " [SHAPES, CIFAR10, CIFAR100] (case-insensitive) but was 'stamps'",
                "evaluate",
                folder.toString());
    }

    @Test
    void debugShowsWhere() {
        Console console = Console.run("train", "--debug", "--batch", "0");

        assertThat(console.err).anyMatch(line -> line.contains("at io.github.dl4jregularizers.examples.Require"));
        assertThat(console.exitCode).isEqualTo(2);
    }

    @Test
    void helpTeaches() {
        Console console = Console.run("compare", "--help");

        assertThat(console.exitCode).isZero();
        assertThat(console.err).isEmpty();
        String help = String.join("\n", console.out);
        assertThat(help).contains("Recipes:", "Networks:", "Examples:", "default: " + Defaults.RECIPES);
        Recipes.all().forEach(recipe -> assertThat(help).contains(recipe.name() + " ", " " + recipe.description()));
        assertThat(help).contains("resnet110").doesNotContain("%%", "${");
    }
}
