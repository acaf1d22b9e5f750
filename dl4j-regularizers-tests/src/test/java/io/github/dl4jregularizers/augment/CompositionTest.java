package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Compositions of image augmentations, and labels that move with images. */
class CompositionTest {

    private static final CNN2DFormat NCHW = CNN2DFormat.NCHW;

    /** The image itself as label and mask: nearest interpolation, no padding value. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void labelsThatAreImagesMove(CNN2DFormat format) {
        for (ImageAugmentation moving : List.of(
                new RandomCropFlip(format, 2, 5).withSize(7, 5),
                new RandomAffine(format, 5)
                        .withRotation(40)
                        .withTranslation(0.3, 0.2)
                        .withInterpolation(Interpolation.NEAREST),
                new RandomApply(
                        0.6,
                        5,
                        new RandomAffine(format, 5).withShear(20, 20).withInterpolation(Interpolation.NEAREST),
                        new Cutout(format, 1, 2).withFill(-1)),
                new RandomPerspective(format, 0.8, 5).withInterpolation(Interpolation.NEAREST),
                new ElasticDeformation(format, 5).withSigma(0.5).withInterpolation(Interpolation.NEAREST),
                new PatchShuffle(format, 2, 1, 5),
                new RandAugment(format, 5).withOperations(6))) {
            DataSet batch = Batches.of(6, format, DataType.FLOAT);
            INDArray images = batch.getFeatures();
            batch.setLabels(images);
            batch.setLabelsMaskArray(
                    Nd4j.ones(DataType.FLOAT, format == NCHW ? new long[] {6, 1, 8, 6} : new long[] {6, 8, 6, 1}));
            moving.preProcess(batch);
            assertThat(batch.getLabels().shape()).isEqualTo(batch.getFeatures().shape());
            double[] features = values(batch.getFeatures());
            double[] labels = values(batch.getLabels());
            boolean movesOnly = !(moving instanceof RandAugment);
            int moved = 0;
            double[] before = values(images);
            for (int i = 0; i < labels.length; i++) {
                if (movesOnly && features[i] != -1) {
                    assertThat(labels[i]).isEqualTo(features[i]);
                }
                moved += i < before.length && labels[i] != before[i] ? 1 : 0;
            }
            assertThat(moved).isPositive();
            // The mask is 0 where labels come from outside, and 1 elsewhere.
            INDArray mask = batch.getLabelsMaskArray();
            assertThat(values(mask)).contains(1);
            if (!(moving instanceof PatchShuffle)) {
                assertThat(values(mask)).contains(0);
            }
            INDArray outside =
                    batch.getLabels().sum(true, format == NCHW ? 1 : 3).eq(0).castTo(DataType.FLOAT);
            assertThat(values(outside.add(mask))).containsOnly(1);
        }
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void cutMixPastesTheSameRectangleIntoLabelsAndMasks(CNN2DFormat format) {
        DataSet batch = Batches.of(6, format, DataType.DOUBLE);
        INDArray images = batch.getFeatures();
        batch.setLabels(images);
        batch.setLabelsMaskArray(images.mul(2));
        new CutMix(format, 1, 5).preProcess(batch);
        assertThat(values(batch.getFeatures())).isNotEqualTo(values(images));
        assertThat(values(batch.getLabels())).isEqualTo(values(batch.getFeatures()));
        assertThat(values(batch.getLabelsMaskArray()))
                .isEqualTo(values(batch.getFeatures().mul(2)));
        DataSet smaller = new DataSet(images, Nd4j.ones(6, 2, 2, 2));
        assertThatThrownBy(() -> new CutMix(format, 1, 5).preProcess(smaller))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels must be of the images' height and width, 8x6");
    }

    @Test
    void augmentationsInsideCompositionsKeepTheirSeeds() {
        DataSet alone = Batches.of(6, NCHW, DataType.DOUBLE);
        AugmentationTest.affine(NCHW, 3).preProcess(alone);
        new GaussianBlur(NCHW, 3, 4).preProcess(alone);
        DataSet inside = Batches.of(6, NCHW, DataType.DOUBLE);
        new RandomApply(1, 9, AugmentationTest.affine(NCHW, 3), new GaussianBlur(NCHW, 3, 4)).preProcess(inside);
        assertThat(values(inside.getFeatures())).isEqualTo(values(alone.getFeatures()));
    }

    /** Shares of 6,000 images: five standard errors. */
    @Test
    void compositionsChooseAtTheirProbabilities() {
        ImageAugmentation one = new Solarize(NCHW, 0);
        ImageAugmentation other = new Posterize(NCHW, 0);
        Composition apply = new RandomApply(0.3, 1, one);
        Composition choice = new RandomChoice(1, one, other);
        Composition order = new RandomOrder(1, one, other);
        int applied = 0;
        int chosen = 0;
        int first = 0;
        int count = 6000;
        for (int i = 0; i < count; i++) {
            applied += apply.selected(apply.random(i)).size();
            chosen += choice.selected(choice.random(i)).get(0) == one ? 1 : 0;
            List<ImageAugmentation> drawn = order.selected(order.random(i));
            assertThat(drawn).containsExactlyInAnyOrder(one, other);
            first += drawn.get(0) == one ? 1 : 0;
        }
        assertThat(applied).isBetween(1800 - 178, 1800 + 178);
        assertThat(chosen).isBetween(3000 - 194, 3000 + 194);
        assertThat(first).isBetween(3000 - 194, 3000 + 194);
    }
}
