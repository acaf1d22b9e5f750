package io.github.dl4jregularizers.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The smoke test's training is the arithmetic that it compares with. */
class SmokeRunTest {

    @Test
    void trainingIsTheArithmeticInJava() {
        assertThat(SmokeRun.difference()).isGreaterThan(0).isLessThan(1e-5);
    }
}
