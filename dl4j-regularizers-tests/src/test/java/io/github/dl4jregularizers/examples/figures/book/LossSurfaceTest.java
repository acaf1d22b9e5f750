package io.github.dl4jregularizers.examples.figures.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.QuickMeasurement;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

/** Surfaces at the quick size, seed 1: only the data are drawn. */
class LossSurfaceTest {

    private static final double L2 = 3e-3;
    private static final int EXAMPLES = 28;

    /**
     * Formulas, to rounding, and a theorem: this penalty never moves the lowest point away from 0. The number of minima
     * falls by 28 ± 12 % over seeds 1 to 8. By the t-distribution of its logarithm, 5 % of other seeds fail.
     */
    @Test
    void surfacesAreThoseOfTheFormulas() {
        LossSurface figure = new LossSurface();
        Measurements measured = QuickMeasurement.of(figure);
        int side = (int) measured.number("side");
        Grid grid = new Grid(GaborModel.OFFSETS, GaborModel.FREQUENCIES, side, side);
        DataSet data = GaborModel.data(EXAMPLES, 1);
        double[] loss = measured.get("loss");
        double[] sum = measured.get("sum");
        for (int i = 0; i < loss.length; i++) {
            double penalty = L2 / 2 * (grid.x(i) * grid.x(i) + grid.y(i) * grid.y(i));
            assertThat(loss[i]).isCloseTo(meanSquaredError(data, grid.x(i), grid.y(i)), within(1e-12));
            assertThat(sum[i]).isCloseTo(loss[i] + penalty, within(1e-12));
        }
        assertThat(measured.number("sum.distance")).isLessThanOrEqualTo(measured.number("loss.distance"));
        assertThat(measured.number("sum.minima")).isLessThan(measured.number("loss.minima"));
        assertThat(figure.present(new SeedResults(List.of(measured))).verdict().isSeen())
                .isTrue();
    }

    private static double meanSquaredError(DataSet data, double offset, double frequency) {
        double[][] inputs = data.getFeatures().toDoubleMatrix();
        double[] targets = data.getLabels().toDoubleVector();
        double error = 0;
        for (int i = 0; i < targets.length; i++) {
            double z = offset * inputs[i][0] + frequency * inputs[i][1];
            double residual = Math.sin(z) * Math.exp(-z * z / 32) - targets[i];
            error += residual * residual / targets.length;
        }
        return error;
    }
}
