package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.CompositeLayer;
import io.github.dl4jregularizers.internal.dl4j.GradientViews;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Initializes the parameters of a {@link CompositeLayer}: those of its layers in sequence, under their prefixes. */
public final class InnerParameters implements ParamInitializer {

    public static final InnerParameters INSTANCE = new InnerParameters();

    private InnerParameters() {}

    /** Adds the layers of a branch, keyed by prefix. */
    public static void putNumbered(Map<String, Layer> layers, String branch, List<Layer> ofBranch) {
        for (int i = 0; i < ofBranch.size(); i++) {
            layers.put(branch + i + ".", ofBranch.get(i));
        }
    }

    /** Returns the prefix of a parameter's name. */
    public static String prefix(String parameter) {
        return parameter.substring(0, parameter.indexOf('.') + 1);
    }

    /** Names an inner layer in messages: {@code body0.} is "body layer 0", {@code path1layer2.} "path 1 layer 2". */
    public static String describe(String prefix) {
        String words = prefix.replace(".", "").replaceAll("(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", " ");
        return words.contains("layer") ? words : words.replace(" ", " layer ");
    }

    /** Returns the parameter's name in the inner layer. */
    public static String name(String parameter) {
        return parameter.substring(parameter.indexOf('.') + 1);
    }

    /** Splits a flat array by inner layer. The part of a layer without parameters is null. */
    public static Map<String, INDArray> slices(CompositeLayer composite, INDArray flat) {
        Map<String, INDArray> slices = new LinkedHashMap<>();
        INDArray vector = flat == null ? null : flat.reshape(flat.length());
        long[] from = {0};
        composite.innerLayers().forEach((prefix, inner) -> {
            long to = from[0] + inner.initializer().numParams(inner);
            slices.put(prefix, to == from[0] ? null : vector.get(NDArrayIndex.interval(from[0], to)));
            from[0] = to;
        });
        return slices;
    }

    /** Copies the composite layer's configuration once per inner layer. */
    public static Map<String, NeuralNetConfiguration> configurations(NeuralNetConfiguration conf) {
        NeuralNetConfiguration settings = conf.clone();
        settings.setLayer(null);
        settings.clearVariables();
        Map<String, NeuralNetConfiguration> configurations = new LinkedHashMap<>();
        ((CompositeLayer) conf.getLayer()).innerLayers().forEach((prefix, inner) -> {
            NeuralNetConfiguration own = settings.clone();
            own.setLayer(inner);
            configurations.put(prefix, own);
        });
        return configurations;
    }

    /** Creates the inner runtime layers, each on its part of the parameters. */
    public static Map<String, org.deeplearning4j.nn.api.Layer> instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType dataType) {
        Map<String, INDArray> slices = slices((CompositeLayer) conf.getLayer(), parameters);
        Map<String, org.deeplearning4j.nn.api.Layer> layers = new LinkedHashMap<>();
        configurations(conf).forEach((prefix, own) -> {
            org.deeplearning4j.nn.api.Layer layer =
                    own.getLayer().instantiate(own, listeners, index, slices.get(prefix), initialize, dataType);
            if (layer instanceof IOutputLayer) {
                throw Arguments.invalid(
                        describe(prefix) + " of layer " + conf.getLayer().getLayerName(),
                        "a hidden layer",
                        own.getLayer().getClass().getSimpleName());
            }
            layers.put(prefix, RecurrentInnerLayer.of(layer));
        });
        return layers;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return ((CompositeLayer) layer)
                .innerLayers().values().stream()
                        .mapToLong(inner -> inner.initializer().numParams(inner))
                        .sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return keys(layer, ParamInitializer::paramKeys);
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return keys(layer, ParamInitializer::weightKeys);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return keys(layer, ParamInitializer::biasKeys);
    }

    private static List<String> keys(Layer layer, BiFunction<ParamInitializer, Layer, List<String>> kind) {
        List<String> keys = new ArrayList<>();
        ((CompositeLayer) layer).innerLayers().forEach((prefix, inner) -> kind.apply(inner.initializer(), inner)
                .forEach(key -> keys.add(prefix + key)));
        return keys;
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return weightKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return biasKeys(layer).contains(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray view, boolean initialize) {
        Map<String, INDArray> parameters =
                views(conf, view, (own, slice) -> own.getLayer().initializer().init(own, slice, initialize));
        conf.setVariables(new ArrayList<>(parameters.keySet()));
        return parameters;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray view) {
        return views(conf, view, GradientViews::of);
    }

    private static Map<String, INDArray> views(
            NeuralNetConfiguration conf,
            INDArray flat,
            BiFunction<NeuralNetConfiguration, INDArray, Map<String, INDArray>> viewsOfOne) {
        Map<String, INDArray> slices = slices((CompositeLayer) conf.getLayer(), flat);
        Map<String, INDArray> views = new LinkedHashMap<>();
        configurations(conf).forEach((prefix, own) -> {
            if (slices.get(prefix) != null) {
                viewsOfOne.apply(own, slices.get(prefix)).forEach((name, array) -> views.put(prefix + name, array));
            }
        });
        return views;
    }
}
