package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Prefetching;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The changes of an iterator's batches, in order, and the epoch that their draws are keyed by.
 *
 * @param <C> {@code DataSetPreProcessor} or {@code MultiDataSetPreProcessor}
 */
final class Changes<C> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final C[] given;
    /** Comes after the given ones; null for none. */
    private C last;

    private int epoch;

    /** Checks and copies the changes. */
    Changes(C[] changes) {
        given = Arguments.required("changes", changes).clone();
        for (C change : given) {
            Arguments.required("change", change);
        }
    }

    C last() {
        return last;
    }

    void setLast(C change) {
        last = change;
    }

    private Stream<C> all() {
        return Stream.concat(Arrays.stream(given), Stream.ofNullable(last));
    }

    void forEach(Consumer<C> action) {
        all().forEach(action);
    }

    /** Draws as in the given epoch from here on. */
    void startEpoch(int number) {
        epoch = Arguments.atLeast("epoch", number, 0);
        long examples = (long) epoch << Integer.SIZE;
        forEach(change -> {
            if (change instanceof Augmentation) {
                ((Augmentation) change).startAt(examples);
            } else if (change instanceof AugmentedInput) {
                ((AugmentedInput) change).startAt(examples);
            }
        });
    }

    void startNextEpoch() {
        startEpoch(epoch + 1);
    }

    /** Tests whether the changes may run in DL4J's prefetching thread. */
    boolean allowPrefetching() {
        return all().noneMatch(AdversarialExamples.class::isInstance);
    }

    /**
     * Computes a batch. DL4J drops errors of its prefetching thread: there the error becomes a batch that throws it
     * where it is read.
     *
     * @param batch computes the changed batch
     * @param failed converts the batch of an error
     */
    static <D> D guarded(Supplier<D> batch, Function<DataSet, D> failed) {
        try {
            return batch.get();
        } catch (RuntimeException e) {
            if (Prefetching.isHere()) {
                return failed.apply(Prefetching.failed(e));
            }
            throw e;
        }
    }
}
