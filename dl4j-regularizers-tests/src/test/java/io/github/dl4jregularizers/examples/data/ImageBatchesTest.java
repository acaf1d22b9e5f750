package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.augment.Equalize;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.augment.RandomApply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class ImageBatchesTest {

    private final ImageSet images = Images.balanced(3, 10);
    private final ChannelStatistics statistics = ChannelStatistics.of(images);

    @Test
    void featuresAreNormalizedPlanesAndLabelsOneHot() {
        ImageBatches batches = ImageBatches.inOrder(images, statistics, 4);
        DataSet batch = batches.next();
        assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(batch.getFeatures().shape()).containsExactly(4, 3, 32, 32);
        assertThat(batch.getLabels().shape()).containsExactly(4, 3);
        for (int image = 0; image < 4; image++) {
            for (int channel = 0; channel < 3; channel++) {
                double expected = (images.pixel(image, channel, 3, 30) / 255.0
                                - statistics.mean()[channel])
                        / statistics.standardDeviation()[channel];
                assertThat(batch.getFeatures().getDouble(image, channel, 3, 30)).isCloseTo(expected, within(1e-6));
            }
            for (int label = 0; label < 3; label++) {
                assertThat(batch.getLabels().getDouble(image, label)).isEqualTo(label == image % 3 ? 1 : 0);
            }
        }
    }

    @Test
    void wholeTrainingSetHasMeanZeroAndDeviationOne() {
        DataSet all = ImageBatches.inOrder(images, statistics, 10).next();
        for (int channel = 0; channel < 3; channel++) {
            float[] values = all.getFeatures().slice(channel, 1).dup().data().asFloat();
            double sum = 0;
            double squares = 0;
            for (float value : values) {
                sum += value;
                squares += value * value;
            }
            assertThat(Math.abs(sum / values.length)).isLessThan(1e-5);
            assertThat(Math.abs(squares / values.length - 1)).isLessThan(1e-5);
        }
    }

    @Test
    void keepsTheContractOfIterators() {
        ImageBatches batches = ImageBatches.inOrder(images, statistics, 4);
        assertThat(batches.batch()).isEqualTo(4);
        assertThat(batches.inputColumns()).isEqualTo(3072);
        assertThat(batches.totalOutcomes()).isEqualTo(3);
        assertThat(batches.getLabels()).isEqualTo(images.classNames());
        assertThat(batches.resetSupported()).isTrue();
        assertThat(batches.asyncSupported()).isFalse();
        assertThat(batches.next(1).numExamples()).isEqualTo(1);
        assertThat(batches.next(6).numExamples()).isEqualTo(6);
        assertThat(batches.next().numExamples()).isEqualTo(3);
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        batches.reset();
        assertThat(batches.next().getFeatures())
                .isEqualTo(ImageBatches.inOrder(images, statistics, 4).next().getFeatures());
    }

    @Test
    void preProcessorSeesEveryBatch() {
        ImageBatches batches = ImageBatches.inOrder(images, statistics, 4);
        batches.setPreProcessor(data -> data.setFeatures(data.getFeatures().mul(0)));
        assertThat(batches.getPreProcessor()).isNotNull();
        assertThat(batches.next().getFeatures().maxNumber().floatValue()).isZero();
        batches.setPreProcessor(null);
        assertThat(batches.next().getFeatures().maxNumber().floatValue()).isPositive();
    }

    @Test
    void everyEpochHasEveryImageInANewOrder() {
        ImageBatches batches = ImageBatches.training(images, statistics, 4, false, 1);
        Set<List<Integer>> orders = new HashSet<>();
        for (int epoch = 0; epoch < 5; epoch++) {
            List<Integer> order = takeOrder(batches);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            orders.add(order);
            batches.reset();
        }
        assertThat(orders).hasSize(5);
    }

    /** Without operations the values are the normalized ones, up to rounding. An epoch starts with its draws. */
    @Test
    void imageAugmentationsComeBeforeNormalization() {
        float[] plain = takeAll(ImageBatches.training(images, statistics, 4, true, 1));
        ImageBatches same = ImageBatches.training(images, statistics, 4, true, 1)
                .withImageAugmentations(List.of(new RandomApply(0, 1, new Equalize(CNN2DFormat.NCHW))));
        float[] values = takeAll(same);
        assertThat(values).hasSameSizeAs(plain);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(plain[i], within(1e-5f));
        }
        ImageBatches augmented = ImageBatches.training(images, statistics, 4, true, 1)
                .withImageAugmentations(List.of(new RandAugment(CNN2DFormat.NCHW, 1)));
        float[] first = takeAll(augmented);
        assertThat(first).isNotEqualTo(values);
        augmented.startEpoch(0);
        assertThat(takeAll(augmented)).isEqualTo(first);
    }

    @Test
    void epochDependsOnSeedAndNumberOnly() {
        ImageBatches continuous = ImageBatches.training(images, statistics, 4, true, 1);
        continuous.next();
        continuous.reset();
        continuous.reset();
        takeAll(continuous);
        continuous.reset();
        float[] expected = takeAll(continuous);

        ImageBatches resumed = ImageBatches.training(images, statistics, 7, true, 1);
        resumed.next();
        resumed.startEpoch(2);
        assertThat(takeAll(resumed)).isEqualTo(expected);
        resumed.startEpoch(1);
        assertThat(takeAll(resumed)).isNotEqualTo(expected);

        ImageBatches otherSeed = ImageBatches.training(images, statistics, 4, true, 2);
        otherSeed.startEpoch(2);
        assertThat(takeAll(otherSeed)).isNotEqualTo(expected);
    }

    /** Every augmented image is one of the 81 windows of the padded image, or its mirror image; all of them occur. */
    @Test
    void augmentationCropsAndFlips() {
        ImageSet one = images.select(new int[] {0});
        List<float[]> windows = windows(one);
        ImageBatches batches = ImageBatches.training(one, statistics, 1, true, 3);
        Set<Integer> seen = new TreeSet<>();
        int mirrored = 0;
        int epochs = 2000;
        for (int epoch = 0; epoch < epochs; epoch++) {
            batches.startEpoch(epoch);
            int found = indexOf(windows, batches.next().getFeatures().data().asFloat());
            assertThat(found).as("window of epoch %d", epoch).isNotNegative();
            seen.add(found);
            mirrored += found % 2;
        }
        // One of 162 missing has probability 162 * (161/162)^2000 = 0.0007; the seed is fixed.
        assertThat(seen).hasSize(162);
        // Five standard deviations of a fair coin.
        assertThat(Math.abs(mirrored - epochs / 2)).isLessThan(112);
    }

    @Test
    void refusesBadArguments() {
        ImageSet none = images.select(new int[0]);
        for (int size : new int[] {0, -3}) {
            assertThatThrownBy(() -> ImageBatches.inOrder(images, statistics, size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("batch size must be >= 1, but was " + size);
        }
        assertThatThrownBy(() -> ImageBatches.training(none, statistics, 4, false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number of images");
        ImageBatches batches = ImageBatches.inOrder(images, statistics, 4);
        assertThatThrownBy(() -> batches.next(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batches.startEpoch(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epoch");
    }

    /** Which image is at each place of an epoch, recognized by its first red pixels. */
    private List<Integer> takeOrder(ImageBatches batches) {
        List<float[]> originals = new ArrayList<>();
        ImageBatches inOrder = ImageBatches.inOrder(images, statistics, 1);
        while (inOrder.hasNext()) {
            originals.add(inOrder.next().getFeatures().data().asFloat());
        }
        float[] all = takeAll(batches);
        List<float[]> taken = new ArrayList<>();
        for (int at = 0; at < all.length; at += 3072) {
            taken.add(Arrays.copyOfRange(all, at, at + 3072));
        }
        return taken.stream().map(image -> indexOf(originals, image)).collect(Collectors.toList());
    }

    private static float[] takeAll(ImageBatches batches) {
        List<float[]> parts = new ArrayList<>();
        while (batches.hasNext()) {
            parts.add(batches.next().getFeatures().data().asFloat());
        }
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static int indexOf(List<float[]> candidates, float[] image) {
        for (int i = 0; i < candidates.size(); i++) {
            if (Arrays.equals(candidates.get(i), image)) {
                return i;
            }
        }
        return -1;
    }

    /** Step by step, as He et al. describe it: pad, cut out, mirror, normalize. */
    private List<float[]> windows(ImageSet one) {
        int[][][] padded = new int[3][40][40];
        for (int i = 0; i < 3072; i++) {
            padded[i / 1024][i / 32 % 32 + 4][i % 32 + 4] = one.pixel(0, i / 1024, i / 32 % 32, i % 32);
        }
        List<float[]> windows = new ArrayList<>();
        for (int corner = 0; corner < 81; corner++) {
            for (int mirror = 0; mirror < 2; mirror++) {
                float[] window = new float[3072];
                for (int i = 0; i < 3072; i++) {
                    int column = mirror == 1 ? 31 - i % 32 : i % 32;
                    int pixel = padded[i / 1024][corner / 9 + i / 32 % 32][corner % 9 + column];
                    window[i] = (pixel / 255f - statistics.mean()[i / 1024])
                            / statistics.standardDeviation()[i / 1024];
                }
                windows.add(window);
            }
        }
        return windows;
    }
}
