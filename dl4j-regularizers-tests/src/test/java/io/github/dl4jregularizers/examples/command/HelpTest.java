package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/** The help of every command. picocli warns of an unescaped percent sign on standard error, not on the program's. */
class HelpTest {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream warnings = new ByteArrayOutputStream();

    @BeforeEach
    void captureWarnings() {
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    static Stream<String> commands() {
        Class<?>[] commands = Program.class.getAnnotation(Command.class).subcommands();
        return Stream.concat(
                Stream.of("--help"),
                Arrays.stream(commands)
                        .map(command -> command.getAnnotation(Command.class).name() + " --help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void printsNoWarning(String line) {
        Console console = Console.run(line.split(" "));

        assertThat(console.exitCode).isZero();
        assertThat(console.out.get(0)).startsWith("Usage: regularizers");
        assertThat(console.err).isEmpty();
        assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(String.join("\n", console.out)).doesNotContain("%%", "%n", "${");
    }
}
