package io.github.dl4jregularizers.cpu.engine;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Translates layers with a weight array into steps. Methods return the number of layers that the steps compute. */
final class WeightedLayers {

    /** Each chunk of the batch has a separate gradient. */
    private static final long MOST_DENSE_WEIGHTS = 1 << 22;

    private final LayerSteps steps;
    private final boolean isTraining;

    WeightedLayers(LayerSteps steps, boolean isTraining) {
        this.steps = steps;
        this.isTraining = isTraining;
    }

    int addConvolution(List<Layer> layers, int index) {
        ConvolutionLayer configuration =
                (ConvolutionLayer) layers.get(index).conf().getLayer();
        LayerArrays arrays = new LayerArrays(layers.get(index));
        if (configuration.getWeightNoise() != null || !steps.agrees(configuration.getCnn2dDataFormat())) {
            return 0;
        }
        Window window = Window.of(configuration);
        if (configuration.getClass() == Deconvolution2D.class) {
            Weights weights = LayerWeights.of((Deconvolution2D) configuration, arrays);
            // DL4J cannot train a dilated one.
            return window.isDilated() ? 0 : addWeighted(layers, index, Convolutions.transposed(window), weights);
        }
        Convolutions operation = Convolutions.over(window);
        if (configuration.getClass() == DepthwiseConvolution2D.class) {
            Weights weights = LayerWeights.of((DepthwiseConvolution2D) configuration, arrays);
            return addWeighted(layers, index, operation, weights);
        }
        if (configuration.getClass() == SeparableConvolution2D.class) {
            SeparableConvolution2D separable = (SeparableConvolution2D) configuration;
            steps.add(new WeightedStep(operation, LayerWeights.depthwisePart(separable, arrays), null, null));
            Convolutions pointwise = Convolutions.over(Window.POINT);
            // DL4J returns channels first from channels last.
            return steps.hasChannelsLast()
                    ? 0
                    : addWeighted(layers, index, pointwise, LayerWeights.pointwisePart(separable, arrays));
        }
        return addWeighted(layers, index, operation, LayerWeights.of(configuration, arrays));
    }

    int addDense(List<Layer> layers, int index) {
        DenseLayer configuration = (DenseLayer) layers.get(index).conf().getLayer();
        boolean isTaken = configuration.getWeightNoise() == null
                && !configuration.hasLayerNorm()
                && configuration.getNIn() * configuration.getNOut() <= MOST_DENSE_WEIGHTS;
        if (!isTaken) {
            return 0;
        }
        steps.addMaskable(layers.get(index));
        Weights weights = LayerWeights.of(configuration, new LayerArrays(layers.get(index)));
        return addWeighted(layers, index, new InnerProducts(), weights);
    }

    /** With the activation of the layer itself, or the normalization and the activation in the layers behind it. */
    private int addWeighted(List<Layer> layers, int index, WeightedOperation operation, Weights weights) {
        IActivation own = ((FeedForwardLayer) layers.get(index).conf().getLayer()).getActivationFn();
        if (!(own instanceof ActivationIdentity)) {
            return addActivated(operation, weights, own) ? 1 : 0;
        }
        Optional<BatchNormArrays> folded = isTraining ? Optional.empty() : steps.normalization(layers, index + 1);
        int taken = folded.isPresent() ? 2 : 1;
        Eltwise function = LayerSteps.activation(layers, index + taken);
        boolean isFused = function != null && (!isTraining || function.isRelu());
        steps.add(new WeightedStep(
                operation,
                weights,
                isFused ? function : null,
                folded.map(arrays -> new BatchNormStep(arrays, false)).orElse(null)));
        return isFused ? taken + 1 : taken;
    }

    private boolean addActivated(WeightedOperation operation, Weights weights, IActivation activation) {
        Optional<Eltwise> function = Eltwise.of(activation);
        if (function.isEmpty()) {
            return false;
        }
        boolean isFused = !isTraining || function.get().isRelu();
        steps.add(new WeightedStep(operation, weights, isFused ? function.get() : null, null));
        if (!isFused) {
            steps.add(new ActivationStep(function.get()));
        }
        return true;
    }
}
