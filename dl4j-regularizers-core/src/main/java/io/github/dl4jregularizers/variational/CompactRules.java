package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.dropout.NoiseLayer;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers and vertices that compute each channel by itself, and their outputs for constant inputs, at inference. */
final class CompactRules {

    private CompactRules() {}

    /** Tests for a layer whose output channels each depend on the input channel of the same number. */
    static boolean isChannelwise(Layer conf) {
        if (conf instanceof ActivationLayer) {
            return !(((ActivationLayer) conf).getActivationFn() instanceof ActivationSoftmax);
        }
        return conf instanceof L0Gates
                || conf.getClass() == BatchNormalization.class
                || conf.getClass() == SubsamplingLayer.class
                || conf.getClass() == GlobalPoolingLayer.class
                || isIdentity(conf);
    }

    /** Tests for a layer with units of its own; null for a vertex that is no layer. */
    static boolean hasUnits(Layer conf) {
        return conf instanceof FeedForwardLayer && !isChannelwise(conf)
                || conf instanceof Bidirectional
                || conf instanceof FrozenLayer
                || conf instanceof BaseWrapperLayer;
    }

    /** The axis of the channels in the output of a channelwise layer. */
    static int axis(CompactStep step) {
        boolean isCollapsed =
                step.conf instanceof GlobalPoolingLayer && ((GlobalPoolingLayer) step.conf).isCollapseDimensions();
        return isCollapsed ? 1 : step.read.axis();
    }

    /** Tests for noise, which inference leaves out. */
    static boolean isIdentity(Layer conf) {
        return conf.getClass() == DropoutLayer.class || conf instanceof NoiseLayer;
    }

    /** Tests for a layer that commutes with factors per channel, not negative ones. */
    static boolean isHomogeneous(Layer conf) {
        return isIdentity(conf)
                || conf.getClass() == SubsamplingLayer.class && isMeanOrMaximum(pooling(conf))
                || conf.getClass() == GlobalPoolingLayer.class && isMeanOrMaximum(pooling(conf));
    }

    private static boolean isMeanOrMaximum(String pooling) {
        return pooling.equals(PoolingType.MAX.name()) || pooling.equals(PoolingType.AVG.name());
    }

    private static String pooling(Layer conf) {
        return conf instanceof SubsamplingLayer
                ? ((SubsamplingLayer) conf).getPoolingType().name()
                : ((GlobalPoolingLayer) conf).getPoolingType().name();
    }

    /** The outputs of a channelwise layer for constant inputs; NaN for others. */
    static double[] constants(CompactStep step) {
        double[] inputs = step.readConstants;
        double[] outputs = inputs.clone();
        if (step.conf instanceof ActivationLayer) {
            return CompactStep.activated(((ActivationLayer) step.conf).getActivationFn(), outputs);
        }
        if (step.conf instanceof BatchNormalization) {
            normalize(step, outputs);
        } else if (step.conf instanceof L0Gates && !step.isFolded) {
            double[] gates = gates(step);
            for (int feature = 0; feature < outputs.length; feature++) {
                outputs[feature] = gates[feature] == 0 ? 0 : inputs[feature] * gates[feature];
            }
        } else if (!isIdentity(step.conf) && !(step.conf instanceof L0Gates) && !keepsConstants(step.conf)) {
            for (int feature = 0; feature < outputs.length; feature++) {
                outputs[feature] = inputs[feature] == 0 ? 0 : Double.NaN;
            }
        }
        return outputs;
    }

    static double[] gates(CompactStep step) {
        return ((L0Gates) step.conf)
                .gates(step.parameters.get(L0Gates.LOG_ALPHA_KEY))
                .toDoubleVector();
    }

    private static boolean keepsConstants(Layer pooling) {
        if (!isMeanOrMaximum(pooling(pooling))) {
            return false;
        }
        if (pooling instanceof GlobalPoolingLayer) {
            return true;
        }
        SubsamplingLayer layer = (SubsamplingLayer) pooling;
        return layer.getConvolutionMode() != ConvolutionMode.Same
                && layer.getPadding()[0] == 0
                && layer.getPadding()[1] == 0;
    }

    private static void normalize(CompactStep step, double[] values) {
        BatchNormalization conf = (BatchNormalization) step.conf;
        double[] gain = vector(step, BatchNormalizationParamInitializer.GAMMA);
        double[] shift = vector(step, BatchNormalizationParamInitializer.BETA);
        double[] mean = vector(step, BatchNormalizationParamInitializer.GLOBAL_MEAN);
        double[] spread = vector(
                step,
                conf.isUseLogStd()
                        ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                        : BatchNormalizationParamInitializer.GLOBAL_VAR);
        for (int i = 0; i < values.length; i++) {
            double variance = conf.isUseLogStd() ? Math.pow(10, 2 * spread[i]) : spread[i];
            double normalized = (values[i] - mean[i]) / Math.sqrt(variance + conf.getEps());
            values[i] = (gain == null ? conf.getGamma() : gain[i]) * normalized
                    + (shift == null ? conf.getBeta() : shift[i]);
        }
    }

    private static double[] vector(CompactStep step, String parameter) {
        INDArray value = step.parameters.get(parameter);
        return value == null ? null : value.reshape(value.length()).toDoubleVector();
    }

    /** The outputs of a vertex for constant inputs; NaN for others. */
    static double[] constants(ElementWiseVertex vertex, List<CompactStep> inputs) {
        double[] outputs = inputs.get(0).constants.clone();
        DoubleBinaryOperator operator = operator(vertex.getOp());
        for (CompactStep input : inputs.subList(1, inputs.size())) {
            for (int channel = 0; channel < outputs.length; channel++) {
                outputs[channel] = operator.applyAsDouble(outputs[channel], input.constants[channel]);
            }
        }
        if (vertex.getOp() == ElementWiseVertex.Op.Average) {
            for (int channel = 0; channel < outputs.length; channel++) {
                outputs[channel] /= inputs.size();
            }
        }
        return outputs;
    }

    private static DoubleBinaryOperator operator(ElementWiseVertex.Op op) {
        switch (op) {
            case Subtract:
                return (a, b) -> a - b;
            case Product:
                return (a, b) -> a == 0 || b == 0 ? 0 : a * b;
            case Max:
                return Math::max;
            default:
                return Double::sum;
        }
    }
}
