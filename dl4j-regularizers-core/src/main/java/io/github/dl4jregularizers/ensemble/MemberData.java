package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.noise.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The minibatches of one member: all examples or a bootstrap sample of them, in a new random order per epoch. Order and
 * sample follow from the seed alone.
 */
final class MemberData implements DataSetIterator {

    private static final long serialVersionUID = 1;

    private final List<DataSet> examples;
    private final int[] sample;
    private final int batchSize;
    private final SplitMix orders;
    private DataSetPreProcessor preProcessor;
    private int next;

    MemberData(List<DataSet> examples, int[] sample, int batchSize, long seed) {
        this.examples = examples;
        this.sample = sample;
        this.batchSize = batchSize;
        this.orders = SplitMix.keyed(seed, 1);
        reset();
    }

    /** All examples once. */
    static int[] all(int size) {
        int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = i;
        }
        return all;
    }

    /** As many examples, drawn with replacement. */
    static int[] bootstrap(int size, long seed) {
        SplitMix random = SplitMix.keyed(seed, 0);
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            drawn[i] = random.nextInt(size);
        }
        return drawn;
    }

    /** Shuffles for the next epoch. */
    @Override
    public void reset() {
        next = 0;
        for (int i = sample.length - 1; i > 0; i--) {
            int other = orders.nextInt(i + 1);
            int kept = sample[i];
            sample[i] = sample[other];
            sample[other] = kept;
        }
    }

    @Override
    public DataSet next(int number) {
        if (!hasNext()) {
            throw new NoSuchElementException("The epoch has ended: call reset()");
        }
        List<DataSet> batch = new ArrayList<>();
        for (; batch.size() < number && next < sample.length; next++) {
            batch.add(examples.get(sample[next]));
        }
        DataSet merged = DataSet.merge(batch);
        if (preProcessor != null) {
            preProcessor.preProcess(merged);
        }
        return merged;
    }

    @Override
    public DataSet next() {
        return next(batchSize);
    }

    @Override
    public boolean hasNext() {
        return next < sample.length;
    }

    @Override
    public int batch() {
        return batchSize;
    }

    @Override
    public int inputColumns() {
        return (int) examples.get(0).getFeatures().size(1);
    }

    @Override
    public int totalOutcomes() {
        return (int) examples.get(0).getLabels().size(1);
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    /** Without prefetching: members train in separate threads. */
    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor newPreProcessor) {
        preProcessor = newPreProcessor;
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    @Override
    public List<String> getLabels() {
        return examples.get(0).getLabelNamesList();
    }
}
