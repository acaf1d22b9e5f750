package io.github.dl4jregularizers.examples.figures.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.QuickMeasurement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NoiseAsDecayTest {

    /** DL4J seeds its generator by the clock in networks without a seed. Seeds are fixed: no failure by chance. */
    @Test
    @Tag("slow")
    void noiseIsKeyedByTheSeed() {
        Measurements first = QuickMeasurement.of(new NoiseAsDecay());
        Measurements second = QuickMeasurement.of(new NoiseAsDecay());
        assertThat(second.get("noisy")).isEqualTo(first.get("noisy"));
        assertThat(second.get("distance")).isEqualTo(first.get("distance"));
    }
}
