package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;

/**
 * Random changes to training batches, for {@code DataSetIterator.setPreProcessor}. Replaces the arrays of a batch and
 * never writes into them; masks stay as they are.
 *
 * <p>An augmentation counts the examples it has seen. What it draws for an example depends only on the seed and that
 * example's number, what it draws for a batch on the number of its first example: neither on the thread, nor on any
 * other random numbers, nor (for single examples) on the batch size. Augmentations of different classes draw independently
 * of each other with the same seed too; two of one class need two seeds. The count goes on from epoch to epoch, so that
 * every epoch is changed differently; {@link #startAt} continues a killed run. Threads may share an instance, but then it
 * is chance which of them gets which numbers.
 *
 * <p>Best used through {@link AugmentedDataSetIterator}. As the preprocessor of another iterator, it counts batches too
 * that DL4J prefetches and throws away, as its early stopping trainers do; and DL4J may wait for ever after an error in
 * its prefetching thread. Iterators over lists may hand out the same batch objects again: what this class put into them
 * would be changed once more, or, in DL4J's {@code ExistingDataSetIterator}, be the same in all epochs. A {@code
 * MultiDataSet} may have one features and one labels array.
 */
public abstract class Augmentation implements DataSetPreProcessor, MultiDataSetPreProcessor {

    private static final long serialVersionUID = 1L;

    private final long seed;
    /** The seed of this class of augmentations. */
    private final long ownSeed;

    private final AtomicLong seen = new AtomicLong();

    /**
     * Keyed draws.
     *
     * @param seed any number
     */
    Augmentation(long seed) {
        this.seed = seed;
        this.ownSeed =
                SplitMix.keyed(seed, getClass().getSimpleName().hashCode()).nextLong();
    }

    /**
     * Continues as if so many examples had been seen: after five epochs of 50,000 images, at 250,000. In an {@link
     * AugmentedDataSetIterator}, use its {@code startEpoch}.
     *
     * @param examples number of the next example, from 0
     * @throws IllegalArgumentException if it is negative
     */
    public final void startAt(long examples) {
        seen.set(Arguments.atLeast("examples", examples, 0L));
    }

    /**
     * How many examples a batch must have at least.
     *
     * @return 2 for those that mix examples, else 1
     */
    public int smallestBatch() {
        return 1;
    }

    @Override
    public final void preProcess(DataSet data) {
        preProcess(new Batch(data));
    }

    @Override
    public final void preProcess(MultiDataSet data) {
        preProcess(new Batch(data));
    }

    private void preProcess(Batch batch) {
        change(batch, seen.getAndAdd(batch.size()));
    }

    final long seed() {
        return seed;
    }

    /**
     * The random numbers of an example, or of the batch it is the first of.
     *
     * @param example its number
     * @return the beginning of its stream
     */
    final SplitMix random(long example) {
        return SplitMix.keyed(ownSeed, example);
    }

    /**
     * Changes a batch.
     *
     * @param batch whose arrays to replace
     * @param first number of its first example
     */
    abstract void change(Batch batch, long first);
}
