package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Parameters, gradients and counters of a layer that holds others. Subclasses compute. */
public abstract class CompositeRuntime<C extends CompositeConfiguration> extends AbstractLayer<C> {

    private final Map<String, Layer> layers;
    private INDArray parameters;
    private INDArray gradients;
    private Map<String, INDArray> gradientViews = Map.of();
    private final InnerInputs innerInputs;

    public CompositeRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType);
        this.parameters = parameters;
        this.layers = layers;
        this.innerInputs = InnerInputs.of(layerConf(), layers).orElse(null);
    }

    public final Collection<Layer> layers() {
        return layers.values();
    }

    /** Returns the type of the first inner layer. */
    @Override
    public Type type() {
        return layers().iterator().next().type();
    }

    /** Returns the gradient views of the inner layers, under the names of this layer. */
    public final Gradient gradientOfViews() {
        Gradient gradient = gradients == null ? new DefaultGradient() : new DefaultGradient(gradients);
        gradientViews.forEach(gradient::setGradientFor);
        return gradient;
    }

    private Layer holding(String parameter) {
        return layers.get(InnerParameters.prefix(parameter));
    }

    @Override
    public INDArray params() {
        return parameters;
    }

    @Override
    public long numParams() {
        return layers().stream().mapToLong(Layer::numParams).sum();
    }

    @Override
    public long numParams(boolean backwards) {
        return layers().stream().mapToLong(layer -> layer.numParams(backwards)).sum();
    }

    @Override
    public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
        Map<String, INDArray> table = new LinkedHashMap<>();
        layers.forEach((prefix, layer) -> {
            if (layer.numParams() > 0) {
                layer.paramTable(backpropParamsOnly).forEach((name, array) -> table.put(prefix + name, array));
            }
        });
        return table;
    }

    @Override
    public void setParamTable(Map<String, INDArray> paramTable) {
        paramTable.forEach(this::setParam);
    }

    @Override
    public INDArray getParam(String parameter) {
        return holding(parameter).getParam(InnerParameters.name(parameter));
    }

    @Override
    public void setParam(String parameter, INDArray value) {
        holding(parameter).setParam(InnerParameters.name(parameter), value);
    }

    @Override
    public void setParams(INDArray values) {
        if (values != parameters) {
            parameters.assign(values.reshape(parameters.shape()));
        }
    }

    @Override
    public void setParamsViewArray(INDArray view) {
        parameters = view;
        InnerParameters.slices(layerConf(), view).forEach((prefix, slice) -> {
            if (slice != null) {
                layers.get(prefix).setParamsViewArray(slice);
            }
        });
    }

    @Override
    public INDArray getGradientsViewArray() {
        return gradients;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
        gradients = view;
        gradientViews = InnerParameters.INSTANCE.getGradientsFromFlattened(conf(), view);
        InnerParameters.slices(layerConf(), view).forEach((prefix, slice) -> {
            if (slice != null) {
                layers.get(prefix).setBackpropGradientsViewArray(slice);
            }
        });
    }

    @Override
    public TrainingConfig getConfig() {
        return new InnerTrainingConfig(layerConf(), layers, this::isFrozen);
    }

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
        super.setInput(input, workspaces);
        if (innerInputs != null && input != null) {
            innerInputs.set(input, dataType, LayerWorkspaceMgr.noWorkspaces());
        }
    }

    /** Returns the input in the layer's data type. */
    public final INDArray typedInput(boolean training, LayerWorkspaceMgr workspaces) {
        ArrayType space = training ? ArrayType.INPUT : ArrayType.FF_WORKING_MEM;
        return input.dataType() == dataType
                ? input
                : (training ? BackwardArrays.in(workspaces) : workspaces).castTo(space, dataType, input, false);
    }

    /** Propagates a mask through layers in sequence. */
    public static Pair<INDArray, MaskState> throughLayers(
            Collection<Layer> layers, INDArray mask, MaskState state, int minibatchSize) {
        Pair<INDArray, MaskState> current = new Pair<>(mask, state);
        for (Layer layer : layers) {
            if (current == null) {
                return null;
            }
            current = layer.feedForwardMaskArray(current.getFirst(), current.getSecond(), minibatchSize);
        }
        return current;
    }

    /** Tests whether the layer of a prefix keeps its parameters in the step after the last backward pass. */
    protected abstract boolean isFrozen(String prefix);

    @Override
    public boolean updaterDivideByMinibatch(String parameter) {
        return holding(parameter).updaterDivideByMinibatch(InnerParameters.name(parameter));
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return layers().stream()
                .mapToDouble(layer -> layer.calcRegularizationScore(backpropParamsOnly))
                .sum();
    }

    @Override
    public void applyConstraints(int iteration, int epoch) {
        layers().forEach(layer -> layer.applyConstraints(iteration, epoch));
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {
        layers().forEach(Layer::clearNoiseWeightParams);
    }

    /** Never allows it: body and shortcut share the input. */
    @Override
    public void allowInputModification(boolean allow) {
        inputModificationAllowed = false;
    }

    @Override
    public void setIterationCount(int iterationCount) {
        super.setIterationCount(iterationCount);
        layers().forEach(layer -> layer.setIterationCount(iterationCount));
    }

    @Override
    public void setEpochCount(int epochCount) {
        super.setEpochCount(epochCount);
        layers().forEach(layer -> layer.setEpochCount(epochCount));
    }

    @Override
    public void setInputMiniBatchSize(int size) {
        layers().forEach(layer -> layer.setInputMiniBatchSize(size));
    }

    @Override
    public void setCacheMode(CacheMode mode) {
        super.setCacheMode(mode);
        layers().forEach(layer -> layer.setCacheMode(mode));
    }

    @Override
    public void setMaskArray(INDArray mask) {
        super.setMaskArray(mask);
        layers().forEach(layer -> layer.setMaskArray(mask));
    }

    @Override
    public void clear() {
        super.clear();
        layers().forEach(Layer::clear);
    }
}
