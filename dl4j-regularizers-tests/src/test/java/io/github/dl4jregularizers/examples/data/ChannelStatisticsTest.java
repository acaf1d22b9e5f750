package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelStatisticsTest {

    @Test
    void meanAndDeviationPerChannel() {
        byte[] pixels = new byte[3072];
        // Red half 0, half 255; green a quarter 255; blue half 51, half 153.
        Arrays.fill(pixels, 0, 512, (byte) 255);
        Arrays.fill(pixels, 1024, 1280, (byte) 255);
        Arrays.fill(pixels, 2048, 2560, (byte) 51);
        Arrays.fill(pixels, 2560, 3072, (byte) 153);
        ChannelStatistics statistics = ChannelStatistics.of(new ImageSet(pixels, new int[1], List.of("a")));
        assertThat(statistics.mean()).containsExactly(0.5f, 0.25f, 0.4f);
        assertThat(statistics.standardDeviation()).containsExactly(0.5f, (float) Math.sqrt(0.1875), 0.2f);
    }

    @Test
    void refusesSetsWithoutVariation() {
        ImageSet black = new ImageSet(new byte[3072], new int[1], List.of("a"));
        assertThatThrownBy(() -> ChannelStatistics.of(black))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channel 0");
        assertThatThrownBy(() -> ChannelStatistics.of(black.select(new int[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number of images");
    }
}
