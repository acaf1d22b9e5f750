package io.github.dl4jregularizers.cpu;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's own helper, counted. */
final class BatchNormalizationSpy extends MKLDNNBatchNormHelper {

    private final ServedCalls calls;

    BatchNormalizationSpy(DataType type, ServedCalls calls) {
        super(type);
        this.calls = calls;
    }

    @Override
    public INDArray preOutput(
            INDArray input,
            boolean training,
            long[] shape,
            INDArray gamma,
            INDArray beta,
            INDArray mean,
            INDArray variance,
            double decay,
            double epsilon,
            CNN2DFormat format,
            LayerWorkspaceMgr workspaces) {
        return calls.served(super.preOutput(
                input, training, shape, gamma, beta, mean, variance, decay, epsilon, format, workspaces));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
            INDArray input,
            INDArray delta,
            long[] shape,
            INDArray gamma,
            INDArray beta,
            INDArray gammaGradient,
            INDArray betaGradient,
            double epsilon,
            CNN2DFormat format,
            LayerWorkspaceMgr workspaces) {
        return calls.served(super.backpropGradient(
                input, delta, shape, gamma, beta, gammaGradient, betaGradient, epsilon, format, workspaces));
    }
}
