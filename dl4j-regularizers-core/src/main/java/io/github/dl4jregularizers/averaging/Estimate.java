package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.config.LayerNode;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The mean of one BatchNorm layer's batch statistics. DL4J gives (1 - decay) (running - batch) as their gradient: with a
 * running mean and variance of 0 that is the batch's, and exactly 0 where the layer was not run. A layer that keeps
 * log10(deviation) gives log10(old deviation / new deviation), and its variance starts so small that it does not count.
 */
final class Estimate {

    private static final double TINY_LOG_DEVIATION = -10;

    private final String meanKey;
    private final String varianceKey;
    private final boolean logarithm;
    private final double share;
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray before;
    private final INDArray varianceBefore;
    private final INDArray meanSum;
    private final INDArray varianceSum;
    private int batches;

    Estimate(LayerNode node, Map<String, INDArray> parameters) {
        BatchNormalization layer = (BatchNormalization) node.config();
        logarithm = layer.isUseLogStd();
        share = 1 - layer.getDecay();
        meanKey = node.networkKey(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        varianceKey = node.networkKey(
                logarithm
                        ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                        : BatchNormalizationParamInitializer.GLOBAL_VAR);
        mean = parameters.get(meanKey);
        variance = parameters.get(varianceKey);
        before = mean.dup();
        varianceBefore = variance.dup();
        meanSum = Nd4j.zeros(DataType.DOUBLE, mean.shape().clone());
        varianceSum = Nd4j.zeros(DataType.DOUBLE, variance.shape().clone());
    }

    /** Before a pass. */
    void prepare() {
        mean.assign(0);
        variance.assign(logarithm ? TINY_LOG_DEVIATION : 0);
    }

    /** After a pass. */
    void add(Map<String, INDArray> gradients) {
        INDArray batchMean = gradients.get(meanKey).castTo(DataType.DOUBLE);
        INDArray batchVariance = gradients.get(varianceKey).castTo(DataType.DOUBLE);
        if (batchMean.amaxNumber().doubleValue() == 0
                && batchVariance.amaxNumber().doubleValue() == 0) {
            return;
        }
        batches++;
        meanSum.subi(batchMean.div(share).reshape(meanSum.shape()));
        if (logarithm) {
            // The negative of (10^(old - gradient))^2, which is the gradient that a layer without logarithms has.
            batchVariance = Transforms.exp(
                            batchVariance.rsub(TINY_LOG_DEVIATION).muli(2 * Math.log(10)))
                    .negi();
        }
        varianceSum.subi(batchVariance.div(share).reshape(varianceSum.shape()));
    }

    /** After all passes. */
    void finish() {
        if (batches == 0) {
            restore();
        } else {
            mean.assign(meanSum.div(batches));
            INDArray average = varianceSum.div(batches);
            variance.assign(logarithm ? Transforms.log(average, true).divi(2 * Math.log(10)) : average);
        }
    }

    /** Gives the layer back what it had. */
    void restore() {
        mean.assign(before);
        variance.assign(varianceBefore);
    }
}
