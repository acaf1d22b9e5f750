package io.github.dl4jregularizers.internal.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Carries errors out of DL4J's prefetching threads. DL4J drops an error in such a thread, and the training thread may
 * hang. A failed batch throws the error in the thread that reads it.
 */
public final class Prefetching {

    private Prefetching() {}

    /** Tests whether the current thread prefetches: its class is nested in DL4J's asynchronous iterator. */
    public static boolean isHere() {
        Class<?> owner = Thread.currentThread().getClass().getEnclosingClass();
        return owner == AsyncDataSetIterator.class || owner == AsyncMultiDataSetIterator.class;
    }

    /** Returns a batch that is empty in this thread and throws the error in every other thread. */
    public static DataSet failed(RuntimeException error) {
        return new FailedBatch(new Failure(error));
    }

    private static final class Failure {

        private final RuntimeException error;
        private final Thread prefetching = Thread.currentThread();

        Failure(RuntimeException error) {
            this.error = error;
        }

        <T> T nothing() {
            if (Thread.currentThread() != prefetching) {
                throw error;
            }
            return null;
        }
    }

    private static final class FailedBatch extends DataSet {

        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        FailedBatch(Failure failure) {
            this.failure = failure;
        }

        @Override
        public INDArray getFeatures() {
            return failure.nothing();
        }

        @Override
        public INDArray getLabels() {
            return failure.nothing();
        }

        @Override
        public MultiDataSet toMultiDataSet() {
            return new FailedMultiBatch(failure);
        }
    }

    private static final class FailedMultiBatch extends MultiDataSet {

        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        FailedMultiBatch(Failure failure) {
            this.failure = failure;
        }

        @Override
        public INDArray[] getFeatures() {
            return failure.nothing();
        }

        @Override
        public INDArray[] getLabels() {
            return failure.nothing();
        }
    }
}
