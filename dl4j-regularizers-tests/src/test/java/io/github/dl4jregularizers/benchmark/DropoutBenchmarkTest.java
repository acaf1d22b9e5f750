package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The benchmark on tiny arrays, as its command runs it. */
class DropoutBenchmarkTest {

    @Test
    void everyCaseIsMeasured() throws Exception {
        String output = MeasuredProcess.run(MeasuredProcess.java(DropoutSteps.class, "1", "2x3x4x4"), 1);

        assertThat(DropoutBenchmark.table(output).lines()).hasSize(1 + DropoutCase.values().length);
        for (DropoutCase each : DropoutCase.values()) {
            assertThat(output)
                    .containsPattern("TIME " + each + " 2x3x4x4 ours [0-9.]+")
                    .containsPattern("TIME " + each + " 2x3x4x4 dl4j [0-9.]+");
        }
    }

    @Test
    void theTableShowsOursAsAShareOfTheOthers() {
        String table = DropoutBenchmark.table("TIME DROPOUT 2x3 ours 50.00\nTIME DROPOUT 2x3 dl4j 200.00\n"
                + "noise\nTIME DROPOUT 2x3 torch 100.00\nTIME OTHER 2x3 ours 7\n");

        assertThat(table.lines())
                .anyMatch(line -> line.matches("dropout +2x3 +50 +200 +0\\.25x +100 +0\\.50x"))
                .anyMatch(line -> line.matches("other +2x3 +7 +- +- +- +-"));
    }
}
