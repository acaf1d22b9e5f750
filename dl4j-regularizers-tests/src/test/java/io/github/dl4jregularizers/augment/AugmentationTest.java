package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.contract.LibraryClasses;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Properties of every augmentation: keyed draws, unchanged input arrays, both formats, both kinds of batch. */
class AugmentationTest {

    private static final CNN2DFormat NCHW = CNN2DFormat.NCHW;

    private interface Maker {
        Augmentation make(CNN2DFormat format, long seed);
    }

    private static Arguments row(String name, Maker maker) {
        return Arguments.of(name, maker);
    }

    static Stream<Arguments> all() {
        return Stream.of(
                row("crop", (format, seed) -> new RandomCropFlip(format, 2, seed)),
                row("cutout", (format, seed) -> new Cutout(format, 3, seed).withFill(0.5)),
                row("erasing", (format, seed) -> new RandomErasing(format, 0.7, seed)),
                row("noise", (format, seed) -> new RandomErasing(format, 0.7, seed).withNoise()),
                row("jitter", AugmentationTest::jitter),
                row("affine", AugmentationTest::affine),
                row("blur", (format, seed) -> new GaussianBlur(format, 3, seed)),
                row("gray", (format, seed) -> new RandomGrayscale(format, 0.4, seed)),
                row("solarize", (format, seed) -> new RandomApply(0.5, seed, new Solarize(format, 0.4))),
                row("posterize", (format, seed) -> new RandomApply(0.5, seed, new Posterize(format, 3))),
                row(
                        "equalize",
                        (format, seed) -> new RandomChoice(seed, new Equalize(format), new AutoContrast(format))),
                row(
                        "order",
                        (format, seed) -> new RandomOrder(seed, new Sharpness(format, 2), new Posterize(format, 2))),
                row("rand augment", (format, seed) -> new RandAugment(format, seed)),
                row("trivial augment", (format, seed) -> new TrivialAugmentWide(format, seed)),
                row("perspective", (format, seed) -> new RandomPerspective(format, 0.6, seed).withFill(0.2)),
                row("elastic", (format, seed) -> new ElasticDeformation(format, seed)
                        .withSigma(0.7)
                        .withAlpha(9)),
                row("patches", (format, seed) -> new PatchShuffle(format, 3, 0.6, seed)),
                row("augmix", (format, seed) -> new AugMix(format, seed)),
                row("mixup", (format, seed) -> new MixUp(0.8, seed)),
                row("cutmix", (format, seed) -> new CutMix(format, 1, seed).withProbability(0.9)),
                row("disturb", (format, seed) -> new DisturbLabel(0.5, seed)));
    }

    private static Augmentation jitter(CNN2DFormat format, long seed) {
        return new ColorJitter(format, seed)
                .withBrightness(0.4)
                .withContrast(0.4)
                .withSaturation(0.4)
                .withHue(0.1);
    }

    static ImageAugmentation affine(CNN2DFormat format, long seed) {
        return new RandomAffine(format, seed)
                .withRotation(30)
                .withTranslation(0.2, 0.1)
                .withScale(0.8, 1.2)
                .withShear(10, 5)
                .withFill(0.3);
    }

    /** Compositions cover those inside. Adversarial examples, views, sequences and texts have separate tests. */
    @Test
    void everyAugmentationHasARow() {
        Set<Class<?>> found = new HashSet<>(Set.of(
                AdversarialExamples.class,
                ConsistencyViews.class,
                SpecAugment.class,
                Jitter.class,
                WordDropout.class,
                TokenReplacement.class));
        all().forEach(row -> {
            Augmentation augmentation = ((Maker) row.get()[1]).make(NCHW, 1);
            found.add(augmentation.getClass());
            if (augmentation instanceof Composition) {
                ((Composition) augmentation).augmentations().forEach(inner -> found.add(inner.getClass()));
            }
        });
        assertThat(found).containsExactlyInAnyOrderElementsOf(LibraryClasses.concrete(Augmentation.class));
    }

    private static double[] after(Augmentation augmentation, DataSet batch) {
        augmentation.preProcess(batch);
        return content(batch);
    }

    private static double[] content(DataSet batch) {
        return values(Nd4j.concat(1, batch.getFeatures().reshape(batch.numExamples(), -1), batch.getLabels()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void leavesArraysOfOthersAndMasksAlone(String name, Maker maker) {
        DataSet batch = Batches.of(6, NCHW, DataType.FLOAT);
        batch.setFeaturesMaskArray(Nd4j.ones(6, 1));
        batch.setLabelsMaskArray(Nd4j.ones(6, 1));
        INDArray features = batch.getFeatures();
        INDArray labels = batch.getLabels();
        INDArray[] masks = {batch.getFeaturesMaskArray(), batch.getLabelsMaskArray()};
        double[] before = values(features);
        double[] labelsBefore = values(labels);
        double[] changed = after(maker.make(NCHW, 1), batch);
        assertThat(values(features)).isEqualTo(before);
        assertThat(values(labels)).isEqualTo(labelsBefore);
        assertThat(batch.getFeaturesMaskArray()).isSameAs(masks[0]);
        assertThat(batch.getLabelsMaskArray()).isSameAs(masks[1]);
        assertThat(changed).isNotEqualTo(values(Nd4j.concat(1, features.reshape(6, -1), labels)));
        assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(batch.getLabels().dataType()).isEqualTo(DataType.FLOAT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void drawsDependOnSeedAndNumberOnly(String name, Maker maker) {
        Augmentation first = maker.make(NCHW, 5);
        double[] one = after(first, Batches.of(6, NCHW, DataType.DOUBLE));
        double[] two = after(first, Batches.of(6, NCHW, DataType.DOUBLE));
        assertThat(two).isNotEqualTo(one);
        Nd4j.getRandom().setSeed(99);
        Augmentation again = maker.make(NCHW, 5);
        again.startAt(6);
        assertThat(after(again, Batches.of(6, NCHW, DataType.DOUBLE))).isEqualTo(two);
        again.startAt(0);
        assertThat(after(again, Batches.of(6, NCHW, DataType.DOUBLE))).isEqualTo(one);
        assertThat(after(maker.make(NCHW, 6), Batches.of(6, NCHW, DataType.DOUBLE)))
                .isNotEqualTo(one);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void bothFormatsAndTypesGiveTheSame(String name, Maker maker) {
        DataSet first = Batches.of(6, NCHW, DataType.DOUBLE);
        DataSet last = Batches.of(6, CNN2DFormat.NHWC, DataType.DOUBLE);
        maker.make(NCHW, 3).preProcess(first);
        maker.make(CNN2DFormat.NHWC, 3).preProcess(last);
        assertThat(values(last.getFeatures().permute(0, 3, 1, 2)))
                .containsExactly(values(first.getFeatures()), within(1e-15));
        assertThat(values(last.getLabels())).isEqualTo(values(first.getLabels()));
        // Results are rounded, inputs not: a threshold does not see other numbers.
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.FLOAT16}) {
            DataSet rounded = Batches.of(6, NCHW, type);
            DataSet same = new DataSet(rounded.getFeatures().castTo(DataType.DOUBLE), first.getLabels());
            maker.make(NCHW, 3).preProcess(rounded);
            maker.make(NCHW, 3).preProcess(same);
            assertThat(rounded.getFeatures().dataType()).isEqualTo(type);
            double rounding = type == DataType.FLOAT ? 1e-6 : 2e-3;
            assertThat(values(rounded.getFeatures())).containsExactly(values(same.getFeatures()), within(rounding));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void takesMultiDataSetsAndViews(String name, Maker maker) {
        DataSet batch = Batches.of(6, NCHW, DataType.DOUBLE);
        double[] wanted = after(maker.make(NCHW, 3), batch.copy());
        MultiDataSet multi = new MultiDataSet(batch.getFeatures(), batch.getLabels());
        maker.make(NCHW, 3).preProcess(multi);
        DataSet view = new DataSet(
                batch.getFeatures().dup('f'),
                Nd4j.hstack(batch.getLabels(), batch.getLabels()).get(NDArrayIndex.all(), NDArrayIndex.interval(3, 6)));
        assertThat(after(maker.make(NCHW, 3), view)).isEqualTo(wanted);
        assertThat(values(Nd4j.concat(1, multi.getFeatures(0).reshape(6, -1), multi.getLabels(0))))
                .isEqualTo(wanted);
        MultiDataSet two = new MultiDataSet(
                new INDArray[] {batch.getFeatures(), batch.getFeatures()}, new INDArray[] {batch.getLabels()});
        assertThatThrownBy(() -> maker.make(NCHW, 3).preProcess(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number of features arrays must be at most 1, but was 2");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void prefetchingHasTheSameBatches(String name, Maker maker) {
        LongFunction<AugmentedDataSetIterator> batches = seed -> new AugmentedDataSetIterator(
                new ListOfBatches(Collections.nCopies(5, Batches.of(6, NCHW, DataType.FLOAT))), maker.make(NCHW, seed));
        List<double[]> here = new ArrayList<>();
        batches.apply(4).forEachRemaining(batch -> here.add(content(batch)));
        AsyncDataSetIterator prefetching = new AsyncDataSetIterator(batches.apply(4), 2);
        List<double[]> there = new ArrayList<>();
        while (prefetching.hasNext()) {
            there.add(content(prefetching.next()));
        }
        prefetching.shutdown();
        assertThat(there)
                .hasSize(5)
                .usingElementComparator((a, b) -> Arrays.equals(a, b) ? 0 : 1)
                .isEqualTo(here);
    }

    @Test
    void examplesDrawTheSameInBatchesOfAnySize() {
        DataSet six = Batches.of(6, NCHW, DataType.DOUBLE);
        INDArray[] halves = {
            six.getFeatures().get(NDArrayIndex.interval(0, 3)),
            six.getFeatures().get(NDArrayIndex.interval(3, 6))
        };
        Augmentation whole = new RandomCropFlip(NCHW, 2, 7);
        Augmentation split = new RandomCropFlip(NCHW, 2, 7);
        INDArray[] results = new INDArray[2];
        for (int i = 0; i < 2; i++) {
            DataSet half = new DataSet(halves[i], null);
            split.preProcess(half);
            results[i] = half.getFeatures();
        }
        whole.preProcess(six);
        assertThat(values(Nd4j.concat(0, results))).isEqualTo(values(six.getFeatures()));
    }

    /** A last batch of one example has no partner. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void mixingLeavesABatchOfOneAsItIs(CNN2DFormat format) {
        for (Augmentation mixing : List.of(new MixUp(1, 2), new CutMix(format, 1, 2))) {
            DataSet batch = Batches.of(1, format, DataType.FLOAT);
            double[] before = content(batch);
            assertThat(after(mixing, batch)).isEqualTo(before);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void emptyBatchesStayAsTheyAre(String name, Maker maker) {
        DataSet batch = new DataSet(Nd4j.empty(DataType.FLOAT), Nd4j.empty(DataType.FLOAT));
        INDArray features = batch.getFeatures();
        maker.make(NCHW, 1).preProcess(batch);
        assertThat(batch.getFeatures()).isSameAs(features);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void survivesJavaSerialization(String name, Maker maker) throws Exception {
        Augmentation augmentation = maker.make(NCHW, 8);
        augmentation.startAt(3);
        Augmentation copy = SerializationUtils.roundtrip(augmentation);
        assertThat(after(copy, Batches.of(5, NCHW, DataType.FLOAT)))
                .isEqualTo(after(augmentation, Batches.of(5, NCHW, DataType.FLOAT)));
    }

    /** Streams were keyed by class names first. The constants that replaced them must keep the draws. */
    @Test
    void streamsOfDrawsAreFixed() {
        Map<String, Augmentation> augmentations = Map.of(
                "RandomCropFlip", new RandomCropFlip(NCHW, 0, 4),
                "ColorJitter", new ColorJitter(NCHW, 4),
                "RandomErasing", new RandomErasing(NCHW, 1, 4),
                "Cutout", new Cutout(NCHW, 1, 4),
                "MixUp", new MixUp(1, 4),
                "CutMix", new CutMix(NCHW, 1, 4),
                "DisturbLabel", new DisturbLabel(1, 4));
        augmentations.forEach((name, augmentation) -> assertThat(
                        augmentation.random(11).nextLong())
                .as(name)
                .isEqualTo(SplitMix.keyed(SplitMix.keyed(4, name.hashCode()).nextLong(), 11)
                        .nextLong()));
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void cropsMayChangeTheSize(CNN2DFormat format) {
        DataSet batch = Batches.of(2, format, DataType.FLOAT);
        new RandomCropFlip(format, 0, 1).withSize(5, 4).preProcess(batch);
        assertThat(batch.getFeatures().shape())
                .isEqualTo(format == CNN2DFormat.NCHW ? new long[] {2, 3, 5, 4} : new long[] {2, 5, 4, 3});
    }
}
