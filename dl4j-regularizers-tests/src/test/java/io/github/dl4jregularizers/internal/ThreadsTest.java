package io.github.dl4jregularizers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadsTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "7, 1", "0, 3", "2, 3", "3, 3", "1000, 7"})
    void rangesHoldEachItemOnce(int length, int threads) {
        AtomicIntegerArray counts = new AtomicIntegerArray(length);
        AtomicInteger ranges = new AtomicInteger();
        Threads.forRanges(length, threads, (from, to) -> {
            ranges.incrementAndGet();
            assertThat(to - from).isBetween(length / threads, (length + threads - 1) / threads);
            for (int item = from; item < to; item++) {
                counts.incrementAndGet(item);
            }
        });
        assertThat(ranges).hasValue(threads);
        for (int item = 0; item < length; item++) {
            assertThat(counts.get(item)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "5", "100"})
    void tasksRunOnce(int tasks) {
        AtomicIntegerArray counts = new AtomicIntegerArray(tasks);
        Threads.forEach(tasks, counts::incrementAndGet);
        for (int task = 0; task < tasks; task++) {
            assertThat(counts.get(task)).isEqualTo(1);
        }
    }
}
