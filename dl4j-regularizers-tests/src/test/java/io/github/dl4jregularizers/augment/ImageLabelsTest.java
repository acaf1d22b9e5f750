package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Labels and masks that are images. The labels are two of the three channels of the features, the masks the first. */
class ImageLabelsTest {

    private static final int SIZE = 5;
    private static final int HEIGHT = 13;
    private static final int WIDTH = 11;

    /** Creates an augmentation with an interpolation and a fill of the features. */
    private interface Maker {
        Augmentation make(CNN2DFormat format, Interpolation interpolation, double fill);
    }

    static Stream<Arguments> resampled() {
        return Stream.of(CNN2DFormat.values())
                .flatMap(format -> Stream.of(
                        row("affine", format, (of, interpolation, fill) -> new RandomAffine(of, 3)
                                .withRotation(40)
                                .withScale(0.7, 1.4)
                                .withShear(10, 10)
                                .withInterpolation(interpolation)
                                .withFill(fill)),
                        row("perspective", format, (of, interpolation, fill) -> new RandomPerspective(of, 0.6, 3)
                                .withProbability(1)
                                .withInterpolation(interpolation)
                                .withFill(fill)),
                        row("elastic", format, (of, interpolation, fill) -> new ElasticDeformation(of, 3)
                                .withAlpha(30)
                                .withSigma(2)
                                .withInterpolation(interpolation)
                                .withFill(fill))));
    }

    private static Arguments row(String name, CNN2DFormat format, Maker maker) {
        return Arguments.of(name, format, maker);
    }

    private static DataSet batch(CNN2DFormat format) {
        double[] levels = new SplittableRandom(4)
                .ints((long) SIZE * 3 * HEIGHT * WIDTH, 1, 5)
                .mapToDouble(level -> level / 5.0)
                .toArray();
        INDArray images = Nd4j.createFromArray(levels)
                .castTo(DataType.FLOAT)
                .reshape(
                        format == CNN2DFormat.NCHW
                                ? new long[] {SIZE, 3, HEIGHT, WIDTH}
                                : new long[] {SIZE, HEIGHT, WIDTH, 3});
        return new DataSet(
                images,
                channels(images, format, 2).dup('c'),
                channels(images, format, 1).dup('c'),
                channels(images, format, 1).dup('c'));
    }

    private static INDArray channels(INDArray images, CNN2DFormat format, int count) {
        return format == CNN2DFormat.NCHW
                ? images.get(NDArrayIndex.all(), NDArrayIndex.interval(0, count))
                : images.get(
                        NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, count));
    }

    private static DataSet after(Augmentation augmentation, CNN2DFormat format) {
        DataSet batch = batch(format);
        augmentation.preProcess(batch);
        return batch;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("resampled")
    void labelsAndMasksMoveWithTheImage(String name, CNN2DFormat format, Maker maker) {
        assertMoved(after(maker.make(format, Interpolation.NEAREST, 0), format), format);
    }

    private static void assertMoved(DataSet moved, CNN2DFormat format) {
        assertThat(values(moved.getFeatures()))
                .isNotEqualTo(values(batch(format).getFeatures()));
        assertThat(values(moved.getLabels())).isEqualTo(values(channels(moved.getFeatures(), format, 2)));
        double[] mask = values(channels(moved.getFeatures(), format, 1));
        assertThat(values(moved.getFeaturesMaskArray())).isEqualTo(mask);
        assertThat(values(moved.getLabelsMaskArray())).isEqualTo(mask);
    }

    /** The resampling of the features does not matter to labels: nearest pixel, and 0 outside. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("resampled")
    void labelsAreNotInterpolatedOrFilled(String name, CNN2DFormat format, Maker maker) {
        DataSet bilinear = after(maker.make(format, Interpolation.BILINEAR, 0.5), format);
        DataSet nearest = after(maker.make(format, Interpolation.NEAREST, 0.5), format);

        assertThat(values(bilinear.getFeatures())).isNotEqualTo(values(nearest.getFeatures()));
        assertThat(values(bilinear.getLabels())).isEqualTo(values(nearest.getLabels()));
        assertThat(values(bilinear.getLabelsMaskArray())).isEqualTo(values(nearest.getLabelsMaskArray()));
        assertThat(distinct(bilinear.getLabels())).contains(0.0);
        assertThat(distinct(batch(format).getLabels()))
                .doesNotContain(0.0)
                .containsAll(distinct(bilinear.getLabels()).stream()
                        .filter(value -> value != 0)
                        .collect(Collectors.toSet()));
    }

    private static Set<Double> distinct(INDArray array) {
        return Arrays.stream(values(array)).boxed().collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void othersMoveLabelsAlike(CNN2DFormat format) {
        for (Augmentation augmentation : List.of(
                new RandomCropFlip(format, 3, 3),
                new PatchShuffle(format, 3, 1, 3),
                new CutMix(format, 1, 3),
                new RandomOrder(3, new PatchShuffle(format, 2, 1, 3), new RandomCropFlip(format, 2, 3)),
                new RandomApply(0.7, 3, new RandomCropFlip(format, 2, 3)),
                new RandomChoice(3, new PatchShuffle(format, 2, 1, 3), new RandomCropFlip(format, 2, 3)))) {
            assertMoved(after(augmentation, format), format);
        }
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void colorsAndVectorsStay(CNN2DFormat format) {
        DataSet colors = batch(format);
        INDArray[] before = {colors.getLabels(), colors.getFeaturesMaskArray(), colors.getLabelsMaskArray()};
        new ColorJitter(format, 3).withBrightness(0.4).withSaturation(0.4).preProcess(colors);
        assertThat(new INDArray[] {colors.getLabels(), colors.getFeaturesMaskArray(), colors.getLabelsMaskArray()})
                .containsExactly(before);
        DataSet classes = batch(format);
        classes.setLabels(Nd4j.eye(SIZE));
        classes.setLabelsMaskArray(Nd4j.ones(SIZE, 1));
        INDArray[] vectors = {classes.getLabels(), classes.getLabelsMaskArray()};
        new ElasticDeformation(format, 3).withSigma(2).preProcess(classes);
        assertThat(classes.getLabels()).isSameAs(vectors[0]);
        assertThat(classes.getLabelsMaskArray()).isSameAs(vectors[1]);
    }
}
