package io.github.dl4jregularizers.cpu;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.GaussianDistribution;
import org.nd4j.linalg.factory.Nd4j;

/** One layer with or without DL4J's oneDNN helpers, its results from given arrays, and the path that computed them. */
public final class DnnLayerRun {

    /** For {@code @EnabledIf}: without oneDNN in the native library there is nothing to compare. */
    public static final String NATIVE_ONEDNN = "io.github.dl4jregularizers.cpu.DnnLayerRun#nativeOneDnn";

    private final Layer layer;
    private final Object chosenHelper;
    private final ServedCalls served = new ServedCalls();

    /** Two runs of one definition have the same parameters, whatever path they compute by. */
    DnnLayerRun(
            org.deeplearning4j.nn.conf.layers.Layer definition, InputType inputType, DataType type, boolean helpers) {
        definition.setNIn(inputType, true);
        NeuralNetConfiguration configuration =
                new NeuralNetConfiguration.Builder().layer(definition).build();
        long length = definition.initializer().numParams(configuration);
        INDArray parameters = length == 0 ? null : Nd4j.create(type, 1, length);
        layer = withHelpers(
                helpers,
                () -> definition.instantiate(configuration, Collections.emptyList(), 0, parameters, true, type));
        if (length > 0) {
            parameters.assign(normal(type, 1, 1, length).muli(0.1).addi(0.5));
            layer.setBackpropGradientsViewArray(Nd4j.create(type, 1, length));
        }
        chosenHelper = layer.getHelper();
        if (chosenHelper instanceof MKLDNNConvHelper) {
            replaceHelper(ConvolutionLayer.class, new ConvolutionSpy(type, served));
        } else if (chosenHelper instanceof MKLDNNBatchNormHelper) {
            replaceHelper(BatchNormalization.class, new BatchNormalizationSpy(type, served));
        }
    }

    /** What DL4J itself chose. */
    String helper() {
        return chosenHelper == null ? "none" : chosenHelper.getClass().getSimpleName();
    }

    /** How many passes, forward and backward, the helper really computed. */
    int served() {
        return served.count;
    }

    Layer layer() {
        return layer;
    }

    INDArray forward(INDArray input, boolean training) {
        return layer.activate(input, training, LayerWorkspaceMgr.noWorkspaces()).dup('c');
    }

    /** Gradients by name: "input", and the layer's parameters in one array as "parameters". */
    Map<String, INDArray> backward(INDArray epsilon) {
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        INDArray input = layer.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces())
                .getSecond();
        gradients.put("input", input.dup('c'));
        if (layer.getGradientsViewArray() != null) {
            gradients.put("parameters", layer.getGradientsViewArray().dup());
        }
        return gradients;
    }

    private void replaceHelper(Class<?> owner, Object helper) {
        try {
            Field field = owner.getDeclaredField("helper");
            field.setAccessible(true);
            field.set(layer, helper);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static boolean nativeOneDnn() {
        return new CurrentHost().builtWithOneDnn();
    }

    /**
     * Makes something while DL4J's helpers are switched on or off, and then puts the switch back.
     *
     * @param helpers whether layers get helpers
     * @param make makes the layers
     * @param <T> what is made
     * @return what was made
     */
    public static <T> T withHelpers(boolean helpers, Supplier<T> make) {
        new CurrentHost().oneDnnSwitchedOn(); // defines the class that DL4J looks up
        String before = System.setProperty(OneDnn.DISABLE_PROPERTY, String.valueOf(!helpers));
        try {
            return make.get();
        } finally {
            setHelpersDisabled(before);
        }
    }

    static void setHelpersDisabled(String value) {
        if (value == null) {
            System.clearProperty(OneDnn.DISABLE_PROPERTY);
        } else {
            System.setProperty(OneDnn.DISABLE_PROPERTY, value);
        }
    }

    static INDArray normal(DataType type, long seed, long... shape) {
        return Nd4j.getExecutioner()
                .exec(
                        new GaussianDistribution(Nd4j.create(type, shape), 0.0, 1.0),
                        Nd4j.getRandomFactory().getNewRandomInstance(seed));
    }

    public static INDArray normal(long seed, long... shape) {
        return normal(DataType.FLOAT, seed, shape);
    }

    /** Largest difference, relative to the largest expected value. */
    public static void assertClose(String what, INDArray actual, INDArray expected, double tolerance) {
        double scale = expected.amaxNumber().doubleValue();
        assertWithin(what + ", largest value " + scale, tolerance * scale, actual, expected);
    }

    static void assertClose(Map<String, INDArray> actual, Map<String, INDArray> expected, double tolerance) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, gradient) -> assertClose("gradient of " + name, actual.get(name), gradient, tolerance));
    }
}
