package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.examples.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of images: normalized features [batch, 3, 32, 32] and one-hot labels [batch, classes], both float. The last
 * batch of an epoch may be smaller.
 *
 * <p>Each training epoch has another random order and, if requested, other random crops and flips. Each image is padded
 * by 4 pixels per side, cropped to 32x32, and mirrored with probability 1/2. This follows He et al., "Deep Residual
 * Learning for Image Recognition", 2015, section 4.2. Further augmentations follow. {@link #withImageAugmentations}
 * augments unnormalized images. Every draw depends only on the seed, the epoch and the position in the epoch, so that
 * {@link #startEpoch} resumes a run exactly. A last batch of one image is not mixed. Padding is black and normalized,
 * as with torchvision's usual order: crop, flip, normalize.
 *
 * <p>{@link #reset} of a training iterator moves to the next epoch, unless no batch of the present one was taken. No
 * prefetching is needed: everything is in memory.
 */
public final class ImageBatches implements DataSetIterator {

    private static final int PADDING = 4;

    private static final float[] INTENSITIES = ChannelStatistics.intensities();

    private final ImageSet images;
    private final float[][] normalized;
    private final int batchSize;
    private final boolean shuffle;
    private final ChannelStatistics statistics;
    /** Augmentations of images with values in [0, 1]. */
    private final List<Augmentation> imageAugmentations;
    /** Augmentations of normalized images. */
    private final List<Augmentation> augmentations;

    private final long seed;

    private int[] order;
    private int epoch;
    private int position;
    private DataSetPreProcessor preProcessor;

    private ImageBatches(
            ImageSet images,
            ChannelStatistics statistics,
            int batchSize,
            boolean shuffle,
            List<Augmentation> imageAugmentations,
            List<Augmentation> augmentations,
            long seed) {
        Require.atLeast("number of images", images.size(), 1);
        this.images = images;
        this.statistics = statistics;
        this.normalized = statistics.normalized();
        this.imageAugmentations = List.copyOf(imageAugmentations);
        this.batchSize = Require.atLeast("batch size", batchSize, 1);
        this.shuffle = shuffle;
        this.augmentations = augmentations;
        this.seed = seed;
        startEpoch(0);
    }

    /**
     * Batches for training, in a new random order per epoch.
     *
     * @param images at least one
     * @param statistics statistics of the training set
     * @param batchSize images per batch, at least 1
     * @param augment whether to crop and flip at random
     * @param seed seed of order, crops and flips
     * @param further further augmentations in order; owned by these batches
     * @return the batches, at the start of epoch 0
     * @throws IllegalArgumentException if there is no image, or batchSize is below 1
     */
    public static ImageBatches training(
            ImageSet images,
            ChannelStatistics statistics,
            int batchSize,
            boolean augment,
            long seed,
            Augmentation... further) {
        List<Augmentation> augmentations = new ArrayList<>(Arrays.asList(further));
        if (augment) {
            augmentations.add(0, new RandomCropFlip(CNN2DFormat.NCHW, PADDING, seed).withFill(statistics.black()));
        }
        return new ImageBatches(images, statistics, batchSize, true, List.of(), augmentations, seed);
    }

    /**
     * Augments images with values in [0, 1] before they are normalized, cropped and flipped.
     *
     * @param values augmentations in order; owned by the new batches
     * @return new batches, at the start of epoch 0
     */
    public ImageBatches withImageAugmentations(List<Augmentation> values) {
        return new ImageBatches(images, statistics, batchSize, shuffle, values, augmentations, seed);
    }

    /**
     * Batches for evaluation: every image unchanged, in the order of the set.
     *
     * @param images at least one
     * @param statistics statistics of the training set
     * @param batchSize images per batch, at least 1
     * @return the batches
     * @throws IllegalArgumentException if there is no image, or batchSize is below 1
     */
    public static ImageBatches inOrder(ImageSet images, ChannelStatistics statistics, int batchSize) {
        return new ImageBatches(images, statistics, batchSize, false, List.of(), List.of(), 0);
    }

    /**
     * Moves to the start of an epoch.
     *
     * @param number of the epoch, from 0
     * @throws IllegalArgumentException if it is negative
     */
    public void startEpoch(int number) {
        epoch = Require.atLeast("epoch", number, 0);
        position = 0;
        order = IntStream.range(0, images.size()).toArray();
        if (shuffle) {
            RandomStreams.shuffle(order, RandomStreams.of(seed, epoch));
        }
        long first = (long) epoch * images.size();
        imageAugmentations.forEach(augmentation -> augmentation.startAt(first));
        augmentations.forEach(augmentation -> augmentation.startAt(first));
    }

    /** Moves to the start of the next epoch, unless no batch of the present one was taken. */
    @Override
    public void reset() {
        if (position > 0) {
            startEpoch(epoch + 1);
        }
    }

    @Override
    public boolean hasNext() {
        return position < images.size();
    }

    @Override
    public DataSet next() {
        return next(batchSize);
    }

    /**
     * Returns the next batch, of another size.
     *
     * @param count number of images, at least 1; fewer at the end of the epoch
     * @return the next images
     * @throws NoSuchElementException at the end of the epoch
     */
    @Override
    public DataSet next(int count) {
        Require.atLeast("number of images", count, 1);
        if (!hasNext()) {
            throw new NoSuchElementException("Epoch " + epoch + " has no image left of " + images.size());
        }
        int size = Math.min(count, images.size() - position);
        float[] features = new float[size * ImageSet.IMAGE];
        float[] labels = new float[size * images.classes()];
        for (int i = 0; i < size; i++, position++) {
            int image = order[position];
            read(image, features, i);
            labels[i * images.classes() + images.label(image)] = 1;
        }
        return batch(size, features, labels);
    }

    /** Reads an image: normalized, or with values in [0, 1] if these are augmented. */
    private void read(int image, float[] features, int slot) {
        byte[] pixels = images.pixels();
        int out = slot * ImageSet.IMAGE;
        for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
            float[] value = imageAugmentations.isEmpty() ? normalized[channel] : INTENSITIES;
            int plane = image * ImageSet.IMAGE + channel * ImageSet.PLANE;
            for (int i = 0; i < ImageSet.PLANE; i++) {
                features[out++] = value[pixels[plane + i] & 0xFF];
            }
        }
    }

    private DataSet batch(int size, float[] features, float[] labels) {
        DataSet batch = new DataSet(
                Nd4j.create(
                        features, new long[] {size, ImageSet.CHANNELS, ImageSet.SIDE, ImageSet.SIDE}, DataType.FLOAT),
                Nd4j.create(labels, new long[] {size, images.classes()}, DataType.FLOAT));
        batch.setLabelNames(images.classNames());
        if (!imageAugmentations.isEmpty()) {
            imageAugmentations.forEach(augmentation -> augmentation.preProcess(batch));
            statistics.normalizer().preProcess(batch);
        }
        augmentations.forEach(augmentation -> augmentation.preProcess(batch));
        if (preProcessor != null) {
            preProcessor.preProcess(batch);
        }
        return batch;
    }

    @Override
    public int inputColumns() {
        return ImageSet.IMAGE;
    }

    @Override
    public int totalOutcomes() {
        return images.classes();
    }

    @Override
    public int batch() {
        return batchSize;
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    @Override
    public List<String> getLabels() {
        return images.classNames();
    }
}
