package io.github.dl4jregularizers.attention;

import static io.github.dl4jregularizers.attention.DropoutAttention.product;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * Runtime of a {@link SelfAttentionWithDropout}: projections around {@link DropoutAttention}, one row per time step.
 */
final class SelfAttentionWithDropoutRuntime extends BaseLayer<SelfAttentionWithDropout> {

    /** Input and attended values of the forward pass as [batch * time, ..]. */
    private transient INDArray rows;

    private transient INDArray attended;
    private transient DropoutAttention attention;
    private transient boolean inTraining;

    SelfAttentionWithDropoutRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public Type type() {
        return Type.RECURRENT;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {
        weightNoiseParams.clear();
    }

    /** Reads in c order, the order of the parameters; {@code BaseLayer} reads in f order. */
    @Override
    public void setParams(INDArray params) {
        if (params != paramsFlattened) {
            setParams(params, 'c');
        }
    }

    @Override
    public void clear() {
        super.clear();
        forget();
    }

    private void forget() {
        rows = null;
        attended = null;
        attention = null;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        requireFittingInput();
        applyDropOutIfNecessary(training, workspaces);
        inTraining = training;
        if (training) {
            attend(true, ArrayType.INPUT, BackwardArrays.in(workspaces));
        } else {
            attend(false, ArrayType.FF_WORKING_MEM, workspaces);
        }
        INDArray result = inFormat(output(training, workspaces));
        if (!training) {
            forget();
        }
        return result;
    }

    private void attend(boolean training, ArrayType memory, LayerWorkspaceMgr workspaces) {
        rows = rows(input, memory, workspaces);
        INDArray q = projected(SelfAttentionParameters.QUERIES, training, memory, workspaces);
        INDArray k = projected(SelfAttentionParameters.KEYS, training, memory, workspaces);
        INDArray v = projected(SelfAttentionParameters.VALUES, training, memory, workspaces);
        attention = new DropoutAttention(heads(q), heads(k), heads(v));
        attention.attend(maskArray == null ? null : maskArray.castTo(dataType), memory, workspaces);
        double dropRate = training ? layerConf().dropRate().at(getIterationCount(), getEpochCount()) : 0;
        if (dropRate > 0) {
            attention.drop(dropRate, layerConf().noise(), memory, workspaces);
        }
        attended = workspaces.createUninitialized(memory, dataType, v.shape(), 'c');
        attention.output(heads(attended));
    }

    private void requireFittingInput() {
        long nIn = layerConf().getNIn();
        if (input.rank() != 3 || input.size(layerConf().isChannelsLast() ? 2 : 1) != nIn) {
            throw Arguments.invalid(
                    "input of attention " + layerId(),
                    (layerConf().isChannelsLast() ? "[batch, time, nIn]" : "[batch, nIn, time]") + " with nIn " + nIn,
                    "of shape " + Arrays.toString(input.shape()));
        }
        if (maskArray != null) {
            long time = input.size(layerConf().isChannelsLast() ? 1 : 2);
            Arguments.shape("mask of attention " + layerId(), maskArray.shape(), new long[] {input.size(0), time});
        }
    }

    private INDArray projected(String key, boolean training, ArrayType memory, LayerWorkspaceMgr workspaces) {
        if (!layerConf().projectInput()) {
            return rows;
        }
        INDArray weights = matrix(getParamWithNoise(key, training, workspaces));
        INDArray result =
                workspaces.createUninitialized(memory, dataType, new long[] {rows.size(0), weights.size(0)}, 'c');
        product(rows, false, weights, true, 1, 0, result);
        return result;
    }

    /** Copies the attended values: the next layer may overwrite its input. */
    private INDArray output(boolean training, LayerWorkspaceMgr workspaces) {
        if (!layerConf().projectInput()) {
            return workspaces.dup(ArrayType.ACTIVATIONS, attended, 'c');
        }
        INDArray weights = getParamWithNoise(SelfAttentionParameters.OUTPUT, training, workspaces);
        INDArray result = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, dataType, new long[] {attended.size(0), weights.size(1)}, 'c');
        product(attended, false, weights, false, 1, 0, result);
        return result;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (attention == null) {
            attendAgain(workspaces);
        }
        Gradient gradients = new DefaultGradient();
        INDArray above = rows(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray below = workspaces.create(ArrayType.ACTIVATION_GRAD, dataType, rows.shape(), 'c');
        if (layerConf().projectInput()) {
            INDArray o = throughOutput(above, gradients, workspaces);
            INDArray q = workspaces.create(ArrayType.BP_WORKING_MEM, dataType, o.shape(), 'c');
            INDArray k = workspaces.create(ArrayType.BP_WORKING_MEM, dataType, o.shape(), 'c');
            INDArray v = workspaces.create(ArrayType.BP_WORKING_MEM, dataType, o.shape(), 'c');
            attention.backward(heads(attended), heads(o), heads(q), heads(k), heads(v), workspaces);
            throughProjection(SelfAttentionParameters.QUERIES, q, below, gradients, workspaces);
            throughProjection(SelfAttentionParameters.KEYS, k, below, gradients, workspaces);
            throughProjection(SelfAttentionParameters.VALUES, v, below, gradients, workspaces);
        } else {
            INDArray x = heads(below);
            attention.backward(heads(attended), heads(above), x, x, x, workspaces);
        }
        weightNoiseParams.clear();
        forget();
        return new Pair<>(gradients, backpropDropOutIfPresent(inFormat(below)));
    }

    /** Repeats a forward pass of inference, which keeps nothing: inside {@code FrozenLayerWithBackprop}. */
    private void attendAgain(LayerWorkspaceMgr workspaces) {
        if (inTraining) {
            throw new IllegalStateException("The backward pass of attention " + layerId()
                    + " needs a forward pass before it; each allows one backward pass");
        }
        attend(false, ArrayType.BP_WORKING_MEM, workspaces);
    }

    private INDArray throughOutput(INDArray above, Gradient gradients, LayerWorkspaceMgr workspaces) {
        String key = SelfAttentionParameters.OUTPUT;
        product(attended, true, above, false, 1, 0, gradientViews.get(key));
        gradients.setGradientFor(key, gradientViews.get(key), 'c');
        INDArray result = workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, attended.shape(), 'c');
        product(above, false, getParamWithNoise(key, inTraining, workspaces), true, 1, 0, result);
        return result;
    }

    private void throughProjection(
            String key, INDArray gradient, INDArray below, Gradient gradients, LayerWorkspaceMgr workspaces) {
        product(gradient, true, rows, false, 1, 0, matrix(gradientViews.get(key)));
        gradients.setGradientFor(key, gradientViews.get(key), 'c');
        product(gradient, false, matrix(getParamWithNoise(key, inTraining, workspaces)), false, 1, 1, below);
    }

    /** Reshapes [heads, size, nIn] to [heads * size, nIn]. */
    private static INDArray matrix(INDArray projection) {
        return projection.reshape('c', projection.size(0) * projection.size(1), projection.size(2));
    }

    /** Reshapes a sequence to [batch * time, units] in c order; copies only if necessary. */
    private INDArray rows(INDArray sequence, ArrayType memory, LayerWorkspaceMgr workspaces) {
        INDArray typed = sequence.castTo(dataType);
        INDArray channelsLast = layerConf().isChannelsLast() ? typed : typed.permute(0, 2, 1);
        INDArray ordered = channelsLast.ordering() == 'c' && Shape.hasDefaultStridesForShape(channelsLast)
                ? channelsLast
                : workspaces.dup(memory, channelsLast, 'c');
        return ordered.reshape('c', ordered.size(0) * ordered.size(1), ordered.size(2));
    }

    /** Reshapes [batch * time, heads * size] to [batch, time, heads, size]. */
    private INDArray heads(INDArray array) {
        long batch = input.size(0);
        return array.reshape(
                'c',
                batch,
                array.size(0) / batch,
                layerConf().nHeads(),
                array.size(1) / layerConf().nHeads());
    }

    /** Reshapes [batch * time, units] to a sequence in the layer's format. */
    private INDArray inFormat(INDArray array) {
        long batch = input.size(0);
        INDArray channelsLast = array.reshape('c', batch, array.size(0) / batch, array.size(1));
        return layerConf().isChannelsLast() ? channelsLast : channelsLast.permute(0, 2, 1);
    }
}
