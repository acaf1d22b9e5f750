package io.github.dl4jregularizers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The program in a separate process, as a user starts it. */
class CharacterRnnTest {

    private static final String NATS = "\\d\\.\\d{3}";

    @Test
    void trainsEveryVariantWithEverySeedAndPrintsATable() throws Exception {
        ExampleProcess program = ExampleProcess.run(CharacterRnn.class, "1", "5", "6");
        List<String> lines = program.output().lines().collect(Collectors.toList());
        assertThat(program.exitCode()).as(program.output()).isZero();
        assertThat(lines)
                .filteredOn(line -> line.matches(".*, seed [56]: training " + NATS + ", test " + NATS))
                .hasSize(8);
        assertThat(lines)
                .filteredOn(line -> line.matches("locked 0\\.\\d, weights 0\\.\\d( +-?" + NATS + " ± " + NATS + "){3}"))
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(lines.get(lines.size() - 1)).matches("The language itself.*: " + NATS + " on the test sentences");
    }

    @Test
    void wrongArgumentsAreRefusedWithTheUsage() throws Exception {
        ExampleProcess program = ExampleProcess.run(CharacterRnn.class, "0");
        assertThat(program.output().lines())
                .containsExactly("usage: CharacterRnn [<epochs, above 0> [<seed, above 0> ...]]");
        assertThat(program.exitCode()).isEqualTo(2);
    }
}
