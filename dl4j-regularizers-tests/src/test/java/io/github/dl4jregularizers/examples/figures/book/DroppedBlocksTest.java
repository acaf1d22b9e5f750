package io.github.dl4jregularizers.examples.figures.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.residual.StochasticDepth;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The formula of stochastic depth, and its test errors. Times are not asserted. */
class DroppedBlocksTest {

    @Test
    void computedShareIsThatOfTheLinearRates() {
        for (double last : new double[] {0, 0.4, 0.8}) {
            double dropped = Arrays.stream(StochasticDepth.linear(4, last))
                    .mapToDouble(rate -> rate.at(0, 0))
                    .average()
                    .orElseThrow();
            assertThat(DroppedBlocks.computed(last)).isCloseTo(1 - dropped, within(1e-12));
        }
    }

    /** Chance is an error of 90 %, with a standard deviation of 1: a failure by chance needs 10 of them. */
    @Test
    @Tag("slow")
    void networksLearnAtEveryDropRate() {
        Nd4j.getRandom().setSeed(1);
        Measurements measured = new DroppedBlocks().measure(new FigureContext(1, true, share -> {}));
        assertThat(Arrays.stream(measured.get("error")).max().orElseThrow()).isLessThan(80);
        assertThat(measured.get("expected")[0]).isCloseTo(measured.get("time")[0], within(1e-9));
    }
}
