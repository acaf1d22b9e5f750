package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentionTest {

    private final Contention contention = new Contention();

    private int passesAlone() {
        int count = 0;
        while (!contention.allowsHelpers()) {
            count++;
        }
        return count;
    }

    @Test
    void helpersThatSaveMoreThanTheWaitStay() {
        contention.record(5, 4);
        assertThat(passesAlone()).isZero();
    }

    @Test
    void eachFailedTrialDoublesThePassesOnOneThreadUpToALimit() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 32, 32}) {
            contention.record(4, 5);
            assertThat(passesAlone()).isEqualTo(expected);
        }
    }

    @Test
    void aGoodTrialStartsOver() {
        contention.record(4, 5);
        contention.record(4, 5);
        assertThat(passesAlone()).isEqualTo(2);
        contention.record(5, 4);
        contention.record(4, 5);
        assertThat(passesAlone()).isEqualTo(1);
    }
}
