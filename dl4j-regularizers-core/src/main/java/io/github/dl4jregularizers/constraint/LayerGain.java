package io.github.dl4jregularizers.constraint;

import io.github.dl4jregularizers.internal.config.Branches;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import io.github.dl4jregularizers.internal.weights.LayerOperator;
import io.github.dl4jregularizers.internal.weights.SinglePrecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Computes the Lipschitz constant, or an upper bound of it, of each layer at inference, and notes its parts. */
final class LayerGain {

    private static final int ITERATIONS = 50;
    private static final List<Class<?>> WITHOUT_PARAMETERS =
            List.of(ZeroPaddingLayer.class, Cropping2D.class, Upsampling2D.class);

    private final Map<String, INDArray> parameters;
    private final LipschitzRows rows;

    LayerGain(Map<String, INDArray> parameters, LipschitzRows rows) {
        this.parameters = parameters;
        this.rows = rows;
    }

    /** Adds the rows of a layer and returns its constant; NaN if it is unknown. */
    double of(LayerNode node, String label, InputType input) {
        Layer layer = node.layer().orElseThrow();
        if (LayerDescription.branches(layer).isPresent()) {
            return ofBranches(node, label, input);
        }
        if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
            return of(node.inner("", InnerLayers.of(layer).get("")), label, input);
        }
        if (LayerDescription.isNoiseLayer(layer)) {
            return rows.add(label, layer, "identity at inference", 1);
        }
        if (layer instanceof BatchNormalization) {
            return rows.add(label, layer, "max |gamma| / sqrt(var + eps)", ofBatchNormalization(node, layer));
        }
        if (layer instanceof SubsamplingLayer || layer instanceof GlobalPoolingLayer) {
            return ofPooling(node, label, input);
        }
        if (layer instanceof LossLayer || layer instanceof CnnLossLayer || layer instanceof RnnLossLayer) {
            return withActivation(label, layer, "", 1, ((BaseLayer) layer).getActivationFn());
        }
        if (layer instanceof ActivationLayer) {
            return withActivation(label, layer, "", 1, ((ActivationLayer) layer).getActivationFn());
        }
        if (isMatrix(layer)) {
            INDArray matrix = parameters.get(node.networkKey(DefaultParamInitializer.WEIGHT_KEY));
            double norm = LargestSingularValue.of(SinglePrecision.of(matrix), ITERATIONS)
                    .value();
            return withActivation(label, layer, "matrix norm", norm, ((BaseLayer) layer).getActivationFn());
        }
        if (layer instanceof ConvolutionLayer) {
            double norm = operatorNorm(node, input);
            return withActivation(label, layer, "operator norm", norm, ((BaseLayer) layer).getActivationFn());
        }
        if (WITHOUT_PARAMETERS.stream().anyMatch(type -> type.isInstance(layer))) {
            return rows.add(label, layer, "operator norm", operatorNorm(node, input));
        }
        return rows.add(label, layer, "unknown", Double.NaN);
    }

    private static boolean isMatrix(Layer layer) {
        return (layer instanceof DenseLayer && !((DenseLayer) layer).hasLayerNorm())
                || layer instanceof OutputLayer
                || layer instanceof RnnOutputLayer;
    }

    private double withActivation(String label, Layer layer, String norm, double linear, IActivation activation) {
        OptionalDouble slope = ActivationGain.of(activation);
        String function = norm.isEmpty() ? activation.toString() : norm + ", " + activation;
        return rows.add(label, layer, function, slope.isPresent() ? linear * slope.getAsDouble() : Double.NaN);
    }

    private double ofBranches(LayerNode node, String label, InputType input) {
        Layer layer = node.layer().orElseThrow();
        Map<String, Layer> inner = InnerLayers.of(layer);
        Branches branches = LayerDescription.branches(layer).orElseThrow();
        List<Double> gains = new ArrayList<>();
        for (List<String> sequence : branches.sequences()) {
            double product = 1;
            InputType type = input;
            for (String prefix : sequence) {
                product *= of(node.inner(prefix, inner.get(prefix)), label + "." + prefix, type);
                type = inner.get(prefix).getOutputType(0, type);
            }
            gains.add(product);
        }
        if (branches.areConcatenated()) {
            double squares = gains.stream().mapToDouble(gain -> gain * gain).sum();
            return rows.add(label, layer, "root of the branches' squares above", Math.sqrt(squares));
        }
        double sum = gains.stream().mapToDouble(gain -> gain).sum();
        return withActivation(label, layer, "sum of the branches above", sum, branches.activation());
    }

    private double operatorNorm(LayerNode node, InputType input) {
        Map<String, INDArray> own = new LinkedHashMap<>();
        node.shapes().keySet().forEach(name -> own.put(name, parameters.get(node.networkKey(name))));
        long[] shape = input.getShape(true);
        shape[0] = 1;
        return LargestSingularValue.of(LayerOperator.of(node.alone(), own, shape), ITERATIONS)
                .value();
    }

    private double ofBatchNormalization(LayerNode node, Layer layer) {
        BatchNormalization norm = (BatchNormalization) layer;
        INDArray variance = parameters.get(node.networkKey("var"));
        if (variance == null) {
            INDArray deviation = Transforms.pow(
                    parameters.get(node.networkKey("log10stdev")).mul(0).addi(10),
                    parameters.get(node.networkKey("log10stdev")));
            variance = deviation.muli(deviation);
        }
        INDArray scale = Transforms.sqrt(variance.add(norm.getEps())).rdivi(1);
        INDArray gamma = parameters.get(node.networkKey("gamma"));
        INDArray gains = gamma == null ? scale.muli(norm.getGamma()) : scale.muli(gamma);
        return gains.normmaxNumber().doubleValue();
    }

    private double ofPooling(LayerNode node, String label, InputType input) {
        Layer layer = node.layer().orElseThrow();
        boolean global = layer instanceof GlobalPoolingLayer;
        PoolingType type = global
                ? ((GlobalPoolingLayer) layer).getPoolingType()
                : PoolingType.valueOf(
                        ((SubsamplingLayer) layer).getPoolingType().name());
        if (type == PoolingType.MAX) {
            return rows.add(label, layer, "max pooling", global ? 1 : overlap((SubsamplingLayer) layer));
        }
        if (!global && type == PoolingType.AVG) {
            return rows.add(label, layer, "operator norm", operatorNorm(node, input));
        }
        double places = input.arrayElementsPerExample()
                / (double) layer.getOutputType(0, input).arrayElementsPerExample();
        if (global && type != PoolingType.PNORM && places > 0) {
            double gain = type == PoolingType.AVG ? 1 / Math.sqrt(places) : Math.sqrt(places);
            return rows.add(label, layer, type + " pooling over " + (long) places, gain);
        }
        return rows.add(label, layer, "unknown: " + type + " pooling", Double.NaN);
    }

    /** An input that is the maximum of n windows counts n times in the square of the norm. */
    private static double overlap(SubsamplingLayer layer) {
        double windows = 1;
        for (int i = 0; i < layer.getKernelSize().length; i++) {
            windows *= Math.ceil(layer.getKernelSize()[i] / (double) layer.getStride()[i]);
        }
        return Math.sqrt(windows);
    }
}
