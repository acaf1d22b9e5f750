package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Averages one BatchNorm layer's batch statistics. DL4J's pseudo-gradient is (1 - decay) (running - batch), and 0 where
 * the layer did not run. The running mean is set to 0 and the running variance to a tiny negative number. The gradient
 * of the variance is then 0 only for a layer that did not run.
 *
 * <p>A layer that stores s = log10(deviation) has the gradient log10(10^s / new deviation); s starts so small that its
 * own variance is negligible.
 */
final class Estimate {

    private static final double TINY_LOG_DEVIATION = -10;
    /**
     * Vanishes in rounding beside a variance above 1e-22. Stays within FLOAT's range after the division by 1 - decay.
     */
    private static final double TINY_VARIANCE = 1e-30;

    private final String layerName;
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
    private int constantBatches;

    Estimate(LayerNode node, Map<String, INDArray> parameters) {
        BatchNormalization layer = (BatchNormalization) node.config();
        layerName = node.layerName();
        logarithm = layer.isUseLogStd();
        share = 1 - Arguments.rate("decay of BatchNormalization layer " + layerName, layer.getDecay());
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

    String layerName() {
        return layerName;
    }

    /** Returns the number of batches in which the whole layer had variance 0. */
    int constantBatches() {
        return constantBatches;
    }

    /** Prepares the statistics for a pass. */
    void prepare() {
        mean.assign(0);
        variance.assign(logarithm ? TINY_LOG_DEVIATION : -TINY_VARIANCE);
    }

    /** Adds the batch statistics of the last pass. */
    void add(Map<String, INDArray> gradients) {
        INDArray gradient = gradients.get(varianceKey).castTo(DataType.DOUBLE);
        if (gradient.amaxNumber().doubleValue() == 0) {
            return;
        }
        batches++;
        INDArray batchMean = gradients.get(meanKey).castTo(DataType.DOUBLE).divi(-share);
        INDArray batchVariance = logarithm
                ? Transforms.exp(gradient.rsub(TINY_LOG_DEVIATION).muli(2 * Math.log(10)))
                        .divi(share)
                : gradient.divi(-share).subi(TINY_VARIANCE);
        if (batchVariance.maxNumber().doubleValue() < 1e-18) {
            constantBatches++;
        }
        meanSum.addi(batchMean.reshape(meanSum.shape()));
        varianceSum.addi(batchVariance.reshape(varianceSum.shape()));
    }

    /** Writes the averages to the layer; call after all passes. */
    void finish() {
        if (batches == 0) {
            restore();
        } else {
            mean.assign(meanSum.div(batches));
            INDArray average = Transforms.max(varianceSum.div(batches), 0);
            variance.assign(logarithm ? Transforms.log(average, true).divi(2 * Math.log(10)) : average);
        }
    }

    /** Restores the statistics from before the first pass. */
    void restore() {
        mean.assign(before);
        variance.assign(varianceBefore);
    }

    /** Copies the statistics of this layer from one network's parameters to another's. */
    void copy(Map<String, INDArray> from, Map<String, INDArray> to) {
        to.get(meanKey).assign(from.get(meanKey));
        to.get(varianceKey).assign(from.get(varianceKey));
    }
}
