package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The benchmark on tiny images, as its command runs it. */
class PosteriorBenchmarkTest {

    @Test
    void everyMethodIsMeasured() {
        Map<PosteriorStep, List<Double>> times = PosteriorBenchmark.times(2, 4, 0);
        assertThat(times).containsOnlyKeys(PosteriorStep.values());
        assertThat(times.values()).allSatisfy(all -> assertThat(all).hasSize(3).allMatch(time -> time > 0));
        assertThat(PosteriorBenchmark.table(times).lines()).hasSize(1 + PosteriorStep.values().length);
    }

    @Test
    void theTableShowsMultiplesOfThePlainStep() {
        Map<PosteriorStep, List<Double>> times = new EnumMap<>(PosteriorStep.class);
        times.put(PosteriorStep.PLAIN, List.of(4.0, 2.0, 6.0));
        times.put(PosteriorStep.BBB_FLIPOUT, List.of(8.0, 5.0));
        times.put(PosteriorStep.PLAIN_LSTM, List.of(10.0));
        times.put(PosteriorStep.BAYESIAN_LSTM, List.of(15.0));
        assertThat(PosteriorBenchmark.table(times).lines())
                .anyMatch(line -> line.matches("plain +2\\.00 +4\\.00 +1\\.00x +1\\.00x"))
                .anyMatch(line -> line.matches("bbb flipout +5\\.00 +6\\.50 +2\\.50x +1\\.63x"))
                .anyMatch(line -> line.matches("bayesian lstm +15\\.00 +15\\.00 +1\\.50x +1\\.50x"));
    }
}
