package io.github.dl4jregularizers.examples.figures.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers of figures at the quick size, seed 1. Seeds are fixed: a failure is a change of the numbers, not chance. */
class ImageFiguresTest {

    private static Measurements measured(TextbookFigure figure) {
        Nd4j.getRandom().setSeed(1);
        return figure.measure(
                new FigureContext(1, true, share -> assertThat(share).isBetween(0.0, 1.0)));
    }

    private static boolean isSeen(TextbookFigure figure, Measurements measured) {
        return figure.present(new SeedResults(List.of(measured))).verdict().isSeen();
    }

    /** With another seed, Binomial(100, 0.1) changes fewer than 3 images by patches in 0.2 % of cases. */
    @Test
    void augmentationsChangeImagesOrLabels() {
        Measurements measured = measured(new AugmentationGallery());
        for (String name : List.of("cutout", "color-jitter", "affine", "elastic")) {
            assertThat(measured.number("moved." + name)).as(name).isGreaterThan(90);
            assertThat(measured.number("relabeled." + name)).as(name).isZero();
        }
        assertThat(measured.number("moved.disturb-label")).isZero();
        assertThat(measured.number("relabeled.mixup")).isGreaterThan(50);
        assertThat(isSeen(new AugmentationGallery(), measured)).isTrue();
    }

    @Test
    @Tag("slow")
    void signsOfTheGradientCostMoreAccuracyThanRandomSigns() {
        Measurements measured = measured(new AdversarialExample());
        double[] attacked = measured.get("attacked");
        double clean = measured.number("clean");
        // Ten classes: chance is 10 %.
        assertThat(clean).isGreaterThan(40);
        assertThat(attacked[3]).isLessThan(clean - 20);
        assertThat(measured.get("random")[3]).isGreaterThan(attacked[3] + 10);
        assertThat(isSeen(new AdversarialExample(), measured)).isTrue();
    }
}
