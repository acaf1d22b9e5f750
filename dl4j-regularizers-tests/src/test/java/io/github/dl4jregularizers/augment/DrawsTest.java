package io.github.dl4jregularizers.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.SplitMix;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Draws against their distributions. Bounds are five standard errors, which correct draws exceed for one seed in 1.7
 * million; seeds are fixed.
 */
class DrawsTest {

    private static final int COUNT = 20_000;
    private static final double STANDARD_ERRORS = 5;
    static final ImageShape SHAPE = new ImageShape(CNN2DFormat.NCHW, 1, 12, 9);

    static double[] draws(ToDoubleFunction<SplitMix> draw) {
        return LongStream.range(0, COUNT)
                .mapToDouble(i -> draw.applyAsDouble(SplitMix.keyed(11, i)))
                .toArray();
    }

    static void assertMean(double[] draws, double mean, double deviation) {
        assertThat(Arrays.stream(draws).average().getAsDouble())
                .isCloseTo(mean, within(STANDARD_ERRORS * deviation / Math.sqrt(draws.length)));
    }

    static void assertShare(double[] draws, double probability) {
        assertMean(draws, probability, Math.sqrt(probability * (1 - probability)));
    }

    /** Kolmogorov-Smirnov distance: below 2.6 / sqrt(n) except for one seed in 370,000. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 1, 4, 30})
    void sharesAreOfABetaDistribution(double alpha) {
        double[] draws = draws(random -> Beta.symmetric(alpha, random));
        Arrays.sort(draws);
        BetaDistribution beta = new BetaDistribution(null, alpha, alpha);
        double distance = 0;
        for (int i = 0; i < COUNT; i++) {
            double expected = beta.cumulativeProbability(draws[i]);
            distance = Math.max(distance, Math.max(expected - (double) i / COUNT, (i + 1.0) / COUNT - expected));
        }
        // Of tiny concentrations, draws within 1e-16 of 1 are rounded to it.
        double rounded = beta.cumulativeProbability(1e-15);
        assertThat(distance).isLessThan(2.6 / Math.sqrt(COUNT) + rounded);
    }

    @Test
    void tinyConcentrationsKeepExamplesWhole() {
        double[] draws = draws(random -> Beta.symmetric(1e-6, random));
        assertThat(Arrays.stream(draws)).allMatch(share -> share < 1e-9 || share > 1 - 1e-9);
        assertShare(draws, 0.5);
    }

    @Test
    void everyWindowAndMirrorImageIsAsProbable() {
        RandomCropFlip crop = new RandomCropFlip(CNN2DFormat.NCHW, 1, 0);
        double[] image = new double[12 * 9];
        image[5 * 9 + 4] = 1;
        double[] counts = new double[12 * 9];
        for (int i = 0; i < COUNT; i++) {
            double[] out = new double[12 * 9];
            crop.draw(SplitMix.keyed(3, i), SHAPE).apply(image, out);
            for (int k = 0; k < out.length; k++) {
                counts[k] += out[k];
            }
        }
        // The center of an odd row: mirroring changes nothing but the direction of the shift.
        for (int row = 4; row <= 6; row++) {
            for (int column = 3; column <= 5; column++) {
                assertThat(counts[row * 9 + column] / COUNT)
                        .isCloseTo(1 / 9.0, within(STANDARD_ERRORS * Math.sqrt(8 / 81.0 / COUNT)));
            }
        }
    }

    @Test
    void halfOfTheImagesAreMirrored() {
        RandomCropFlip crop = new RandomCropFlip(CNN2DFormat.NCHW, 0, 0);
        double[] image = new double[12 * 9];
        image[0] = 1;
        assertShare(
                draws(random -> {
                    double[] out = new double[12 * 9];
                    crop.draw(random, SHAPE).apply(image, out);
                    return out[8];
                }),
                0.5);
    }

    @Test
    void centersOfCutoutAreUniform() {
        Cutout cutout = new Cutout(CNN2DFormat.NCHW, 3, 0);
        // 12 - 2/3 pixels high and 9 - 2/3 wide are what is left of 3 at the border, on average over centers.
        double[] areas = draws(random -> ((Erasure) cutout.draw(random, SHAPE)).rectangle.area());
        assertMean(areas, (3 - 2.0 / 12) * (3 - 2.0 / 9), 1.5);
        double[] corners = draws(random -> {
            Rectangle rectangle = ((Erasure) cutout.draw(random, SHAPE)).rectangle;
            return rectangle.top == 0 && rectangle.left == 0 && rectangle.area() == 4 ? 1 : 0;
        });
        assertShare(corners, 1 / 108.0);
    }

    /** Means of two samples: their difference has the variance of both. */
    private static void assertSameMean(double[] draws, JsonNode meanAndDeviation, int count) {
        double deviation = meanAndDeviation.get(1).asDouble();
        double error = deviation * Math.sqrt(1.0 / draws.length + 1.0 / count);
        assertThat(Arrays.stream(draws).average().getAsDouble())
                .isCloseTo(meanAndDeviation.get(0).asDouble(), within(STANDARD_ERRORS * error));
    }

    @Test
    void erasedRectanglesAreThoseOfTorchvision() {
        JsonNode reference = Reference.of("augment").get("erasing");
        int count = reference.get("count").asInt();
        ImageShape shape = new ImageShape(CNN2DFormat.NCHW, 1, 32, 32);
        RandomErasing always = new RandomErasing(CNN2DFormat.NCHW, 1, 0);
        Function<SplitMix, Rectangle> draw = random -> ((Erasure) always.draw(random, shape)).rectangle;
        assertSameMean(draws(random -> draw.apply(random).area() / 1024.0), reference.get("area"), count);
        assertSameMean(
                draws(random -> {
                    Rectangle r = draw.apply(random);
                    return Math.log((double) (r.bottom - r.top) / (r.right - r.left));
                }),
                reference.get("aspect"),
                count);
        assertSameMean(
                draws(random -> {
                    Rectangle r = draw.apply(random);
                    return r.top / (33.0 - (r.bottom - r.top));
                }),
                reference.get("top"),
                count);
        RandomErasing sometimes = new RandomErasing(CNN2DFormat.NCHW, 0.3, 0);
        assertShare(draws(random -> ((Erasure) sometimes.draw(random, shape)).rectangle.area() > 0 ? 1 : 0), 0.3);
    }

    /**
     * N(0, 1) in the rectangle of each image, other draws in each channel and image, and the image itself around it.
     */
    @Test
    void erasingWithNoiseIsGaussian() {
        ImageShape shape = new ImageShape(CNN2DFormat.NCHW, 2, 16, 16);
        RandomErasing erasing = new RandomErasing(CNN2DFormat.NCHW, 1, 4).withNoise();
        double[] image = new double[shape.length()];
        Arrays.fill(image, 9);
        double[] erased = new double[shape.length()];
        List<Double> noise = new ArrayList<>();
        double products = 0;
        for (int i = 0; i < 300; i++) {
            Erasure change = (Erasure) erasing.draw(erasing.random(i), shape);
            change.apply(image, erased);
            double[] again = new double[shape.length()];
            change.apply(image, again);
            assertThat(again).containsExactly(erased);
            for (int pixel = 0; pixel < 256; pixel++) {
                Rectangle place = change.rectangle;
                boolean inside = pixel / 16 >= place.top
                        && pixel / 16 < place.bottom
                        && pixel % 16 >= place.left
                        && pixel % 16 < place.right;
                assertThat(erased[pixel] != 9).isEqualTo(inside);
                if (inside) {
                    noise.add(erased[pixel]);
                    noise.add(erased[256 + pixel]);
                    products += erased[pixel] * erased[256 + pixel];
                }
            }
        }
        double[] draws = noise.stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(noise).doesNotHaveDuplicates().hasSizeGreaterThan(10_000);
        assertMean(draws, 0, 1);
        assertMean(Arrays.stream(draws).map(x -> x * x).toArray(), 1, Math.sqrt(2));
        assertMean(Arrays.stream(draws).map(x -> x * x * x * x).toArray(), 3, Math.sqrt(96));
        assertThat(products * 2 / draws.length).isCloseTo(0, within(STANDARD_ERRORS / Math.sqrt(draws.length / 2.0)));
    }

    @Test
    void imagesTooNarrowForAnyRectangleStayWhole() {
        ImageShape column = new ImageShape(CNN2DFormat.NCHW, 1, 40, 1);
        RandomErasing erasing = new RandomErasing(CNN2DFormat.NCHW, 1, 0);
        assertThat(draws(random -> ((Erasure) erasing.draw(random, column)).rectangle.area()))
                .containsOnly(0);
    }

    /** Each place of a window beside each place of a square, both of the same seed. */
    @Test
    void differentAugmentationsOfOneSeedDrawIndependently() {
        ImageShape shape = new ImageShape(CNN2DFormat.NCHW, 1, 8, 8);
        RandomCropFlip crop = new RandomCropFlip(CNN2DFormat.NCHW, 0, 5).withSize(1, 8);
        Cutout cutout = new Cutout(CNN2DFormat.NCHW, 1, 5);
        double[] rows = new double[64];
        for (int i = 0; i < 64; i++) {
            rows[i] = i / 8;
        }
        double[] both = new double[64];
        for (int i = 0; i < COUNT; i++) {
            double[] window = new double[8];
            crop.draw(crop.random(i), shape).apply(rows, window);
            both[8 * (int) window[0] + ((Erasure) cutout.draw(cutout.random(i), shape)).rectangle.top]++;
        }
        double error = Math.sqrt(COUNT * (1 / 64.0) * (63 / 64.0));
        for (double count : both) {
            assertThat(count).isCloseTo(COUNT / 64.0, within(STANDARD_ERRORS * error));
        }
    }

    @Test
    void disturbedLabelsAreOfAllClassesAlike() {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, COUNT, 4);
        labels.getColumn(1).assign(1);
        DataSet batch = new DataSet(Nd4j.zeros(DataType.FLOAT, COUNT, 1), labels);
        new DisturbLabel(0.4, 8).preProcess(batch);
        double[] shares = batch.getLabels().mean(0).toDoubleVector();
        for (int label = 0; label < 4; label++) {
            double expected = label == 1 ? 1 - 0.4 * 3 / 4 : 0.4 / 4;
            assertThat(shares[label])
                    .isCloseTo(expected, within(STANDARD_ERRORS * Math.sqrt(expected * (1 - expected) / COUNT)));
        }
        assertThat(batch.getLabels().sum(1).minNumber().doubleValue()).isEqualTo(1);
    }

    @Test
    void someBatchesAreNotMixed() {
        MixUp half = new MixUp(1, 4).withProbability(0.25);
        int mixed = 0;
        int batches = 2000;
        for (int i = 0; i < batches; i++) {
            DataSet batch = new DataSet(Nd4j.eye(2), Nd4j.eye(2));
            half.preProcess(batch);
            mixed += batch.getLabels().getDouble(0, 0) < 1 ? 1 : 0;
        }
        assertThat(mixed).isBetween(500 - 97, 500 + 97);
    }
}
