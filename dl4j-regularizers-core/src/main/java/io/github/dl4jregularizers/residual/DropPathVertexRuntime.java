package io.github.dl4jregularizers.residual;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/** Runtime of a {@link DropPathVertex}. Its mask is null while nothing is dropped. */
@SuppressWarnings("overrides") // BaseGraphVertex declares an array where its interface has varargs.
final class DropPathVertexRuntime extends BaseGraphVertex {

    private final transient DropPathVertex configuration;
    private transient INDArray mask;

    DropPathVertexRuntime(
            ComputationGraph graph, String name, int index, DropPathVertex configuration, DataType dataType) {
        super(graph, name, index, null, null, dataType);
        this.configuration = configuration;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray input = inputs[0];
        int iteration = graph.getConfiguration().getIterationCount();
        double rate = training
                ? configuration
                        .dropRate()
                        .at(iteration, graph.getConfiguration().getEpochCount())
                : 0;
        mask = rate == 0 ? null : drawn(input, rate, workspaces);
        return masked(input, ArrayType.ACTIVATIONS, workspaces);
    }

    /** Draws a mask with one element per example, which broadcasts. */
    private INDArray drawn(INDArray input, double rate, LayerWorkspaceMgr workspaces) {
        long[] shape = new long[input.rank()];
        Arrays.fill(shape, 1);
        shape[0] = input.size(0);
        INDArray drawn = workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), shape, 'c');
        if (configuration.isPerBatch()) {
            return drawn.assign(configuration.noise().nextDouble() < 1 - rate ? 1 / (1 - rate) : 0);
        }
        configuration.noise().bernoulli(drawn, 1 - rate);
        return drawn.divi(1 - rate);
    }

    private INDArray masked(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        if (mask == null) {
            return workspaces.dup(type, array);
        }
        INDArray result = workspaces.createUninitialized(type, array.dataType(), array.shape(), array.ordering());
        Nd4j.exec(new MulOp(array, mask, result));
        return result;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
        return new Pair<>(null, new INDArray[] {masked(epsilon, ArrayType.ACTIVATION_GRAD, workspaces)});
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
            INDArray[] maskArrays, MaskState currentMaskState, int minibatchSize) {
        return maskArrays == null || maskArrays.length == 0 ? null : new Pair<>(maskArrays[0], currentMaskState);
    }

    @Override
    public void clear() {
        super.clear();
        mask = null;
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public Layer getLayer() {
        return null;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        if (gradients != null) {
            throw new IllegalArgumentException("vertex " + getVertexName() + " has no parameters");
        }
    }

    @Override
    public String toString() {
        return getVertexName() + ": " + configuration;
    }
}
