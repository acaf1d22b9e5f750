package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table; the process is run by its command. */
class AugmentationBenchmarkTest {

    @Test
    void theTableShowsSharesOfAStepAndOfTorchvision() {
        String table = AugmentationBenchmark.table(
                "TIME MIXUP ours 50.00\nTIME TRAINING_STEP ours 2000.00\n" + "noise\nTIME MIXUP torch 100.00\n");
        String withoutStep = AugmentationBenchmark.table("TIME MIXUP ours 50.00\nTIME MIXUP torch 100.00\n");

        assertThat(table.lines())
                .anyMatch(line -> line.matches("mixup +0\\.050 +2\\.50 % +0\\.100 +0\\.50x"))
                .anyMatch(line -> line.matches("training_step +2\\.000 +100\\.00 % +- +-"));
        assertThat(withoutStep.lines()).anyMatch(line -> line.matches("mixup +0\\.050 +- +0\\.100 +0\\.50x"));
    }
}
