package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsGivenWinsAndTheRestIsThePresets() throws IOException {
        Path out = folder.resolve("out");
        Console console = Console.run(
                "compare",
                "--data=shapes",
                "--preset=stochastic-depth-paper",
                "--model=resnet8",
                "--train-limit=20",
                "--test-limit=10",
                "--epochs=1",
                "--seeds=4",
                "--no-onednn",
                "--out=" + out);
        assertThat(console.err).isEmpty();
        assertThat(console.out)
                .contains("Preset stochastic-depth-paper: --model=resnet8 --epochs=1 --batch=128 --learning-rate=0.1"
                        + " --schedule=steps --optimizer=sgd --weight-decay=1.0E-4 --augment --patience=500"
                        + " --no-onednn");
        assertThat(Files.readAllLines(out.resolve("runs/stochastic-depth-seed4/train.args")))
                .contains("--data=shapes", "--model=resnet8", "--epochs=1", "--validation=0.1")
                .contains("--batch=128", "--optimizer=sgd", "--schedule=steps", "--weight-decay=1.0E-4");
        assertThat(out.resolve("runs/baseline-seed4")).isDirectory();
        assertThat(Files.readString(out.resolve("report.html"))).contains("stochastic-depth-paper", "--optimizer=sgd");
    }

    static Stream<Preset> presets() {
        return Preset.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void theHelpShowsItsValuesForBothCommands(Preset preset) {
        for (String command : new String[] {"compare", "train"}) {
            Console console = Console.run(command, "--preset", preset.name(), "--help");
            assertThat(console.err).isEmpty();
            String help = String.join("\n", console.out);
            assertThat(help).contains(preset.name() + " ", preset.description());
            assertThat(help).contains("(default: " + (preset.name().equals("quick") ? "5" : "0.1") + ").");
        }
    }

    @Test
    void anUnknownPresetListsTheKnown() {
        Console console = Console.run("compare", "--preset", "slow");
        assertThat(console.exitCode).isEqualTo(2);
        assertThat(console.err)
                .containsExactly("--preset must be one of quick, stochastic-depth-quick, stochastic-depth-paper,"
                        + " but was slow");
    }

    @Test
    void aPresetWithoutANameIsAUsageError() {
        Console console = Console.run("compare", "--preset");
        assertThat(console.exitCode).isEqualTo(2);
        assertThat(console.err).hasSize(1).first().asString().contains("--preset");
    }
}
