package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Adam for parameters of type HALF, with moments in float.
 *
 * <p>DL4J's state array holds m and sqrt(v) in half, for saving. Moments are read from it at the start and whenever
 * DL4J has replaced its content, as {@code ParallelWrapper} does. Where sqrt(v) underflowed, m is read as 0.
 */
final class HalfAdamUpdater extends AdamUpdater {

    private INDArray first;
    private INDArray second;
    private INDArray writtenFirst;
    private INDArray writtenRoot;

    HalfAdamUpdater(Adam config) {
        super(config);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        if (first == null || !writtenFirst.equals(getM()) || !writtenRoot.equals(getV())) {
            read();
        }
        INDArray step = gradient.reshape(second.shape()).castTo(DataType.FLOAT);
        BiasCorrectedAdam.step(getConfig(), step, first, second, iteration, epoch);
        gradient.reshape(second.shape()).assign(step);
        getM().assign(first);
        getV().assign(Transforms.sqrt(second, true));
        writtenFirst.assign(getM());
        writtenRoot.assign(getV());
    }

    private void read() {
        first = Detached.of(() -> getM().castTo(DataType.FLOAT));
        second = Detached.of(() -> getV().castTo(DataType.FLOAT));
        first.muli(second.gt(0).castTo(DataType.FLOAT));
        second.muli(second);
        writtenFirst = Detached.of(() -> getM().dup());
        writtenRoot = Detached.of(() -> getV().dup());
    }
}
