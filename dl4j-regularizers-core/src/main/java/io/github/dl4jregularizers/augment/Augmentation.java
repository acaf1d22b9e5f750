package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;

/**
 * Changes training batches at random, as a DL4J preprocessor. Replaces the arrays of a batch and never writes into
 * them.
 *
 * <p>Draws are keyed by the seed and the number of the example, or of the first example in the batch. They do not
 * depend on the thread or on other random numbers. Draws for single examples do not depend on the batch size either.
 * Different classes draw independently with the same seed. Two augmentations of one class need two seeds.
 *
 * <p>The number of examples seen continues from epoch to epoch, so every epoch has different draws. {@link #startAt}
 * continues a stopped run. Instances are thread-safe. Among threads that share one, the order of their batches decides
 * the numbers.
 *
 * <p>Use it through {@link AugmentedDataSetIterator}. As the preprocessor of another iterator it also counts batches
 * that DL4J prefetches and drops. DL4J may hang after an error in its prefetching thread. Iterators over lists may
 * return the same batch objects in every epoch, which would then be augmented twice.
 *
 * <p>A {@code MultiDataSet} may have one features and one labels array. {@link AugmentedInput} selects one of several.
 * Empty batches are not changed.
 */
public abstract class Augmentation implements DataSetPreProcessor, MultiDataSetPreProcessor {

    private static final long serialVersionUID = 1L;

    private final long seed;
    /** The seed of this instance's stream of draws. */
    private final long streamSeed;

    private final AtomicLong seen = new AtomicLong();

    /**
     * Initializes keyed draws.
     *
     * @param seed any number
     * @param stream constant of the class. A change of it changes all draws of that class.
     */
    Augmentation(long seed, long stream) {
        this.seed = seed;
        this.streamSeed = SplitMix.keyed(seed, stream).nextLong();
    }

    /**
     * Sets the number of examples seen: 250,000 after five epochs of 50,000 images. In an {@link
     * AugmentedDataSetIterator}, use its {@code startEpoch}.
     *
     * @param examples number of the next example, from 0
     * @throws IllegalArgumentException if it is negative
     */
    public final void startAt(long examples) {
        seen.set(Arguments.atLeast("examples", examples, 0L));
    }

    @Override
    public final void preProcess(DataSet data) {
        preProcess(new Batch(data));
    }

    @Override
    public final void preProcess(MultiDataSet data) {
        change(data);
    }

    /** Changes a batch that may have several inputs and outputs. */
    void change(MultiDataSet data) {
        preProcess(new Batch(data));
    }

    final void preProcess(Batch batch) {
        if (batch.size() > 0) {
            change(batch, count(batch.size()));
        }
    }

    /** Counts examples as seen. Returns the number of the first one. */
    final long count(int examples) {
        return seen.getAndAdd(examples);
    }

    final long seed() {
        return seed;
    }

    /**
     * Returns the random numbers of an example, or of a batch.
     *
     * @param example number of the example, or of the first example in the batch
     * @return the beginning of its stream
     */
    final SplitMix random(long example) {
        return SplitMix.keyed(streamSeed, example);
    }

    /**
     * Changes a batch.
     *
     * @param batch whose arrays to replace
     * @param first number of its first example
     */
    abstract void change(Batch batch, long first);
}
