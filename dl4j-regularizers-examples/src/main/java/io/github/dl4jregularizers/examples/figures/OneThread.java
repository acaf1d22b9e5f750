package io.github.dl4jregularizers.examples.figures;

import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Lets every operation of ND4J's CPU backend compute in one thread, until it is closed. Figures are measured side by
 * side instead: their networks are too small for more, and their numbers do not depend on the number of processors.
 */
final class OneThread implements AutoCloseable {

    private final boolean isCpu = Nd4j.getEnvironment().isCPU();
    private final int operations;
    private final int products;

    OneThread() {
        Environment environment = Nd4j.getEnvironment();
        operations = environment.maxMasterThreads();
        products = isCpu ? Nd4j.factory().blas().getMaxThreads() : 0;
        set(1, 1);
    }

    private void set(int forOperations, int forProducts) {
        if (isCpu) {
            Nd4j.getEnvironment().setMaxMasterThreads(forOperations);
            Nd4j.factory().blas().setMaxThreads(forProducts);
        }
    }

    /** Limits oneDNN in the calling thread: OpenMP has one setting per thread. */
    void enter() {
        if (isCpu) {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        }
    }

    @Override
    public void close() {
        set(operations, products);
    }
}
