package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.CompositeLayer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of a layer that holds other layers, and delegates training settings to them. Extends
 * {@code AbstractSameDiffLayer} because DL4J passes the network's builder to no other kind of layer.
 */
public abstract class CompositeConfiguration extends AbstractSameDiffLayer implements CompositeLayer {

    public static List<Layer> requiredLayers(String branch, List<Layer> layers) {
        for (Layer layer : Arguments.required(branch, layers)) {
            Arguments.required("layer of the " + branch, layer);
        }
        return List.copyOf(layers);
    }

    public static List<Layer> clones(List<Layer> layers) {
        return layers.stream().map(Layer::clone).collect(Collectors.toList());
    }

    public static String names(List<Layer> layers) {
        return layers.isEmpty()
                ? "identity"
                : layers.stream().map(layer -> layer.getClass().getSimpleName()).collect(Collectors.joining(", "));
    }

    /** Creates the runtime layer around those of the inner layers. */
    protected abstract CompositeRuntime<?> runtime(
            NeuralNetConfiguration conf,
            DataType dataType,
            INDArray parameters,
            Map<String, org.deeplearning4j.nn.api.Layer> layers);

    @Override
    public final org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType dataType) {
        requireCommonGradientNormalization();
        Map<String, org.deeplearning4j.nn.api.Layer> layers =
                InnerParameters.instantiate(conf, listeners, index, parameters, initialize, dataType);
        CompositeRuntime<?> runtime = runtime(conf, dataType, parameters, layers);
        conf.setVariables(new ArrayList<>(runtime.paramTable().keySet()));
        runtime.setIndex(index);
        runtime.setListeners(listeners);
        return runtime;
    }

    @JsonProperty
    @Override
    public final String getLayerName() {
        return layerName;
    }

    /** Applies the global settings to each inner layer, as DL4J does to a layer of the network. */
    @Override
    public final void applyGlobalConfig(NeuralNetConfiguration.Builder network) {
        innerLayers().values().forEach(layer -> network.clone().layer(layer).build());
    }

    /** Does nothing: the inner layers receive a dropout set for the whole network. */
    @Override
    public final void setIDropout(IDropout dropout) {}

    /** Does nothing: the inner layers receive constraints set for the whole network. */
    @Override
    public final void setConstraints(List<LayerConstraint> constraints) {}

    @Override
    public final void setDataType(DataType dataType) {
        innerLayers().values().forEach(layer -> layer.setDataType(dataType));
    }

    @Override
    public final ParamInitializer initializer() {
        return InnerParameters.INSTANCE;
    }

    @Override
    public final IUpdater getUpdaterByParam(String parameter) {
        return holding(parameter).getUpdaterByParam(InnerParameters.name(parameter));
    }

    @Override
    public final List<Regularization> getRegularizationByParam(String parameter) {
        return holding(parameter).getRegularizationByParam(InnerParameters.name(parameter));
    }

    @Override
    public final boolean isPretrainParam(String parameter) {
        return holding(parameter).isPretrainParam(InnerParameters.name(parameter));
    }

    private Layer holding(String parameter) {
        return innerLayers().get(InnerParameters.prefix(parameter));
    }

    /** Returns the setting that the inner layers share: DL4J allows one per layer. */
    @Override
    public final GradientNormalization getGradientNormalization() {
        return withParameters().isEmpty() ? null : withParameters().get(0).getGradientNormalization();
    }

    @Override
    public final double getGradientNormalizationThreshold() {
        return withParameters().isEmpty() ? 1 : withParameters().get(0).getGradientNormalizationThreshold();
    }

    private void requireCommonGradientNormalization() {
        Set<String> settings = withParameters().stream()
                .map(CompositeConfiguration::normalization)
                .collect(Collectors.toCollection(TreeSet::new));
        if (settings.size() > 1) {
            throw Arguments.invalid(
                    "gradient normalization of the layers inside layer " + getLayerName(),
                    "the same, because DL4J normalizes the gradients of a layer as one",
                    settings);
        }
    }

    private static String normalization(Layer layer) {
        GradientNormalization normalization = layer.getGradientNormalization();
        return normalization == null || normalization == GradientNormalization.None
                ? "none"
                : normalization + " at " + layer.getGradientNormalizationThreshold();
    }

    /** Counts parameters only. */
    @Override
    public final LayerMemoryReport getMemoryReport(InputType inputType) {
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
                .standardMemory(parameters, parameters)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }

    private List<Layer> withParameters() {
        return innerLayers().values().stream()
                .filter(layer -> layer.initializer().numParams(layer) > 0)
                .collect(Collectors.toList());
    }

    @Override
    public final void defineParameters(SDLayerParams params) {
        throw new UnsupportedOperationException("The inner layers define the parameters");
    }

    @Override
    public final void initializeParameters(Map<String, INDArray> params) {
        throw new UnsupportedOperationException("The inner layers define the parameters");
    }
}
