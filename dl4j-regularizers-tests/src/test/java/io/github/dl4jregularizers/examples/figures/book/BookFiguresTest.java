package io.github.dl4jregularizers.examples.figures.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.QuickMeasurement;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

/** Numbers of figures at the quick size, seed 1. Seeds are fixed: a failure is a change of the numbers, not chance. */
class BookFiguresTest {

    @Test
    void gaborGradientIsThatOfTheScore() {
        GaborModel model = GaborModel.of(1, conf -> conf);
        DataSet data = GaborModel.data(9, 3);
        double step = 1e-5;
        double[] gradient = model.gradient(data, 1.5, 7);
        double offset = model.score(data, 1.5 + step, 7) - model.score(data, 1.5 - step, 7);
        double frequency = model.score(data, 1.5, 7 + step) - model.score(data, 1.5, 7 - step);
        assertThat(gradient[0]).isCloseTo(offset / (2 * step), within(1e-8));
        assertThat(gradient[1]).isCloseTo(frequency / (2 * step), within(1e-8));
    }

    @Test
    void ridgeHasNoGradient() {
        DataSet data = JointNetwork.data(15, 0.3, 1);
        double[] weights = JointNetwork.ridge(data, 1e-2);
        double[] inputs = data.getFeatures().toDoubleVector();
        double[] targets = data.getLabels().toDoubleVector();
        for (int k = 0; k < JointNetwork.UNITS; k++) {
            double gradient = 1e-2 * weights[k];
            for (int i = 0; i < inputs.length; i++) {
                double[] units = JointNetwork.units(inputs[i]);
                gradient += 2 * (JointNetwork.dot(units, weights) - targets[i]) * units[k] / inputs.length;
            }
            assertThat(gradient).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    @Tag("slow")
    void dropoutRemovesTheKink() {
        Measurements measured = QuickMeasurement.of(new Kink());
        double before = measured.number("plain.first");
        assertThat(before).isCloseTo(8 * 2 / 14.0, within(1e-9));
        assertThat(measured.number("plain.last")).isGreaterThan(0.9 * before);
        assertThat(Math.abs(measured.number("dropout.last"))).isLessThan(0.2 * before);
        assertThat(new Kink()
                        .present(new SeedResults(List.of(measured)))
                        .verdict()
                        .isSeen())
                .isTrue();
    }

    @Test
    @Tag("slow")
    void stepsFollowTheModifiedFlow() {
        Measurements measured = QuickMeasurement.of(new BatchVariance());
        double[] flow = measured.get("flow.error");
        double[] modified = measured.get("modified.error");
        int last = flow.length - 1;
        // Orders 2 and 3 in the learning rate, between the two smallest.
        assertThat(Math.log(flow[last - 1] / flow[last]) / Math.log(2)).isBetween(1.5, 2.5);
        assertThat(Math.log(modified[last - 1] / modified[last]) / Math.log(2)).isBetween(2.5, 3.5);
    }
}
