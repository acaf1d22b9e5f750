package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Feeds images to a network in batches: normalised features [batch, 3, 32, 32] and one-hot labels [batch, classes], both
 * float. The last batch of an epoch may be smaller.
 *
 * <p>For training, every epoch has its own random order, and its own random crops and flips if asked for (He et al.
 * 2015, "Deep Residual Learning for Image Recognition", section 4.2: 4 pixels of padding on each side, a random 32x32
 * crop, mirrored with probability 1/2). Both depend only on the seed, the epoch and the place in the epoch, so that
 * {@link #startEpoch} continues a run exactly. Padding is black and normalised like any pixel, as in the usual order of
 * torchvision's transforms: crop, flip, normalise.
 *
 * <p>{@link #reset} of a training iterator goes on to the next epoch, unless no batch of the present one was taken.
 * Everything is in memory already, so there is nothing to prefetch.
 */
public final class ImageBatches implements DataSetIterator {

    private static final int PADDING = 4;

    private final ImageSet images;
    private final float[][] normalised;
    private final int batchSize;
    private final boolean shuffle;
    private final boolean augment;
    private final long seed;

    private int[] order;
    private int epoch;
    private int position;
    private DataSetPreProcessor preProcessor;

    private ImageBatches(
            ImageSet images, ChannelStatistics statistics, int batchSize, boolean shuffle, boolean augment, long seed) {
        Arguments.atLeast("number of images", images.size(), 1);
        this.images = images;
        this.normalised = statistics.normalised();
        this.batchSize = Arguments.atLeast("batch size", batchSize, 1);
        this.shuffle = shuffle;
        this.augment = augment;
        this.seed = seed;
        startEpoch(0);
    }

    /**
     * Batches for training, in a new random order every epoch.
     *
     * @param images at least one
     * @param statistics what to normalise by: those of the training set
     * @param batchSize images a batch, at least 1
     * @param augment whether to crop and flip at random
     * @param seed seed of order and augmentation
     * @return the batches, at the start of epoch 0
     * @throws IllegalArgumentException if there is no image, or batchSize is below 1
     */
    public static ImageBatches training(
            ImageSet images, ChannelStatistics statistics, int batchSize, boolean augment, long seed) {
        return new ImageBatches(images, statistics, batchSize, true, augment, seed);
    }

    /**
     * Batches for evaluation: every image as it is, in the order of the set.
     *
     * @param images at least one
     * @param statistics what to normalise by: those of the training set
     * @param batchSize images a batch, at least 1
     * @return the batches
     * @throws IllegalArgumentException if there is no image, or batchSize is below 1
     */
    public static ImageBatches inOrder(ImageSet images, ChannelStatistics statistics, int batchSize) {
        return new ImageBatches(images, statistics, batchSize, false, false, 0);
    }

    /**
     * Goes to the beginning of an epoch.
     *
     * @param number of the epoch, from 0
     * @throws IllegalArgumentException if it is negative
     */
    public void startEpoch(int number) {
        epoch = Arguments.atLeast("epoch", number, 0);
        position = 0;
        order = IntStream.range(0, images.size()).toArray();
        if (shuffle) {
            RandomStreams.shuffle(order, RandomStreams.of(seed, epoch));
        }
    }

    /** Goes to the beginning of the next epoch; stays where no batch of the present one was taken. */
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
     * A batch of another size.
     *
     * @param count how many images, at least 1; fewer where fewer are left
     * @return the next images
     * @throws NoSuchElementException if none is left in this epoch
     */
    @Override
    public DataSet next(int count) {
        Arguments.atLeast("number of images", count, 1);
        if (!hasNext()) {
            throw new NoSuchElementException("Epoch " + epoch + " has no image left of " + images.size());
        }
        int size = Math.min(count, images.size() - position);
        float[] features = new float[size * ImageSet.IMAGE];
        float[] labels = new float[size * images.classes()];
        for (int i = 0; i < size; i++, position++) {
            int image = order[position];
            if (augment) {
                SplittableRandom random = RandomStreams.of(seed, epoch, position);
                int down = random.nextInt(2 * PADDING + 1) - PADDING;
                int right = random.nextInt(2 * PADDING + 1) - PADDING;
                copyMoved(image, features, i, down, right, random.nextInt(2) == 1);
            } else {
                copyMoved(image, features, i, 0, 0, false);
            }
            labels[i * images.classes() + images.label(image)] = 1;
        }
        return batch(size, features, labels);
    }

    /** Writes the window of the padded image that lies {@code down} and {@code right} of the image itself. */
    private void copyMoved(int image, float[] features, int slot, int down, int right, boolean mirror) {
        byte[] pixels = images.pixels();
        int out = slot * ImageSet.IMAGE;
        for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
            float[] value = normalised[channel];
            int plane = image * ImageSet.IMAGE + channel * ImageSet.PLANE;
            for (int y = down; y < down + ImageSet.SIDE; y++) {
                for (int i = 0; i < ImageSet.SIDE; i++) {
                    int x = right + (mirror ? ImageSet.SIDE - 1 - i : i);
                    boolean inside = x >= 0 && x < ImageSet.SIDE && y >= 0 && y < ImageSet.SIDE;
                    features[out++] = inside ? value[pixels[plane + y * ImageSet.SIDE + x] & 0xFF] : value[0];
                }
            }
        }
    }

    private DataSet batch(int size, float[] features, float[] labels) {
        DataSet batch = new DataSet(
                Nd4j.create(
                        features, new long[] {size, ImageSet.CHANNELS, ImageSet.SIDE, ImageSet.SIDE}, DataType.FLOAT),
                Nd4j.create(labels, new long[] {size, images.classes()}, DataType.FLOAT));
        batch.setLabelNames(images.classNames());
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
