package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class ShapesDataTest {

    @Test
    void sameSeedDrawsTheSameBytesInAnyNumberOfThreads() throws InterruptedException, ExecutionException {
        ImageData first = ShapesData.generate(40, 20, 5);
        ForkJoinPool oneThread = new ForkJoinPool(1);
        ForkJoinPool threeThreads = new ForkJoinPool(3);
        try {
            for (ForkJoinPool pool : List.of(oneThread, threeThreads)) {
                ImageData again =
                        pool.submit(() -> ShapesData.generate(40, 20, 5)).get();
                assertThat(again.training().pixels()).isEqualTo(first.training().pixels());
                assertThat(again.test().pixels()).isEqualTo(first.test().pixels());
            }
        } finally {
            oneThread.shutdown();
            threeThreads.shutdown();
        }
        assertThat(ShapesData.generate(40, 20, 6).training().pixels())
                .isNotEqualTo(first.training().pixels());
    }

    @Test
    void largerSetsBeginWithTheSmallerOnes() {
        ImageSet large = ShapesData.generate(30, 1, 5).training();
        ImageSet small = ShapesData.generate(20, 9, 5).training();
        for (int i = 0; i < small.size(); i++) {
            assertThat(Images.pixels(large, i)).isEqualTo(Images.pixels(small, i));
        }
    }

    @Test
    void tenBalancedClasses() {
        ImageData data = ShapesData.generate(60, 30, 5);
        assertThat(data.training().classNames())
                .hasSize(10)
                .doesNotHaveDuplicates()
                .startsWith("disc", "square", "triangle");
        assertThat(Images.counts(data.training())).containsOnly(6);
        assertThat(Images.counts(data.test())).containsOnly(3);
        assertThat(data.validation().size()).isZero();
    }

    @Test
    void trainingAndTestHaveNoImageInCommon() {
        ImageData data = ShapesData.generate(200, 200, 5);
        Set<List<Integer>> distinct = new HashSet<>();
        List<ImageSet> parts = new ArrayList<>(List.of(data.training(), data.test()));
        for (ImageSet part : parts) {
            for (int i = 0; i < part.size(); i++) {
                distinct.add(Images.pixels(part, i));
            }
        }
        assertThat(distinct).hasSize(400);
    }

    @Test
    void refusesEmptySets() {
        assertThatThrownBy(() -> ShapesData.generate(0, 10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("training images")
                .hasMessageContaining(">= 1");
        assertThatThrownBy(() -> ShapesData.generate(10, -1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test images")
                .hasMessageContaining("-1");
    }
}
