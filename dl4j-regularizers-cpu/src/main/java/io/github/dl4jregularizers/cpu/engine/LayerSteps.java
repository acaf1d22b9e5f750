package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.BlockLayer;
import io.github.dl4jregularizers.internal.backend.ConcatenationLayer;
import io.github.dl4jregularizers.internal.backend.MultiplicativeNoise;
import io.github.dl4jregularizers.internal.backend.PaddedLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Translates layers into steps, several layers into one step where that is faster. */
final class LayerSteps {

    private static final Set<Class<?>> CONVOLUTIONS = Set.of(
            ConvolutionLayer.class, Deconvolution2D.class, DepthwiseConvolution2D.class, SeparableConvolution2D.class);

    private final boolean training;
    private final List<Step> steps = new ArrayList<>();
    private final List<BlockLayer> selecting = new ArrayList<>();
    private final List<Drawing> drawings = new ArrayList<>();
    private final List<Layer> maskable = new ArrayList<>();
    private CNN2DFormat format;

    private LayerSteps(boolean training) {
        this.training = training;
    }

    /** The steps of layers; empty if the engine does not compute one of them exactly as DL4J does. */
    static Optional<LayerSteps> of(List<Layer> layers, boolean training) {
        LayerSteps steps = new LayerSteps(training);
        return steps.add(layers) ? Optional.of(steps) : Optional.empty();
    }

    Chain chain() {
        return new Chain(steps);
    }

    /** Blocks that select the examples of their bodies, in the order of their draws. */
    List<BlockLayer> selecting() {
        return selecting;
    }

    /** Steps that draw, in the order in which the layers would. */
    List<Drawing> drawings() {
        return drawings;
    }

    void add(Step step) {
        steps.add(step);
    }

    void addMaskable(Layer layer) {
        maskable.add(layer);
    }

    /** Layers whose results depend on a mask. */
    List<Layer> maskable() {
        return maskable;
    }

    /** Whether there is more to compute than activations and noise. */
    boolean isWorthIt() {
        return steps.stream().anyMatch(step -> !(step instanceof ActivationStep) && !(step instanceof NoiseStep));
    }

    /** Whether feature maps come and go with channels last. */
    boolean hasChannelsLast() {
        return format == CNN2DFormat.NHWC;
    }

    private boolean add(List<Layer> layers) {
        int next = 0;
        while (next < layers.size()) {
            int taken = add(layers, next);
            if (taken == 0) {
                return false;
            }
            next += taken;
        }
        return !layers.isEmpty();
    }

    /** Adds the step of the layer at an index, and returns how many layers it computes; 0 for none. */
    private int add(List<Layer> layers, int index) {
        Layer layer = layers.get(index);
        if (layer instanceof BaseWrapperLayer) {
            return 0; // Its configuration is that of the layer inside.
        }
        if (layer instanceof BlockLayer) {
            return add((BlockLayer) layer) ? 1 : 0;
        }
        if (layer instanceof ConcatenationLayer) {
            return add((ConcatenationLayer) layer) ? 1 : 0;
        }
        if (layer instanceof MultiplicativeNoise) {
            return add((MultiplicativeNoise) layer) ? 1 : 0;
        }
        org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
        if (configuration.getIDropout() != null) {
            return 0;
        }
        if (configuration instanceof PaddedLayer) {
            return add((PaddedLayer) configuration) ? 1 : 0;
        }
        if (configuration.getClass() == ActivationLayer.class) {
            return addActivation(((ActivationLayer) configuration).getActivationFn()) ? 1 : 0;
        }
        if (configuration.getClass() == BatchNormalization.class) {
            return addNormalization(layers, index);
        }
        if (configuration.getClass() == SubsamplingLayer.class) {
            return new PoolingLayers(this).addPooling((SubsamplingLayer) configuration) ? 1 : 0;
        }
        if (configuration.getClass() == GlobalPoolingLayer.class) {
            return new PoolingLayers(this).addGlobalPooling(layer) ? 1 : 0;
        }
        if (configuration.getClass() == Upsampling2D.class) {
            return add((Upsampling2D) configuration) ? 1 : 0;
        }
        if (CONVOLUTIONS.contains(configuration.getClass())) {
            return new WeightedLayers(this, training).addConvolution(layers, index);
        }
        if (configuration.getClass() == DenseLayer.class) {
            return new WeightedLayers(this, training).addDense(layers, index);
        }
        return 0;
    }

    private boolean add(BlockLayer block) {
        boolean isIdentity = block.activation() instanceof ActivationIdentity;
        Optional<Eltwise> function = Eltwise.of(block.activation());
        boolean isRectified = function.isPresent() && function.get().isRelu();
        Optional<LayerSteps> body = of(block.body(), training);
        Optional<LayerSteps> shortcut = of(block.shortcut(), training);
        if (!isIdentity && function.isEmpty()
                || body.isEmpty()
                || !block.shortcut().isEmpty() && shortcut.isEmpty()
                || !joins(body.get(), block)
                || shortcut.isPresent() && !joins(shortcut.get(), block)) {
            return false;
        }
        maskable.addAll(body.get().maskable);
        shortcut.ifPresent(inner -> maskable.addAll(inner.maskable));
        Chain skip = shortcut.map(LayerSteps::chain).orElse(null);
        if (block.alwaysKeepsBody(training)) {
            shortcut.ifPresent(inner -> drawings.addAll(inner.drawings));
            drawings.addAll(body.get().drawings);
            steps.add(new BlockStep(body.get().chain(), skip, isRectified));
        } else {
            selecting.add(block);
            SelectedBody part = new SelectedBody(block, body.get().chain(), selecting.size());
            drawings.add(part);
            steps.add(new SelectingBlockStep(part, skip, isRectified));
        }
        if (!isIdentity && !isRectified) {
            steps.add(new ActivationStep(function.get()));
        }
        return true;
    }

    /** Not with a block inside that selects examples, or with noise in one: the outer block may leave out the draw. */
    private boolean joins(LayerSteps inner, BlockLayer block) {
        return inner.selecting.isEmpty() && (inner.drawings.isEmpty() || !block.mayDropBody()) && agrees(inner.format);
    }

    private boolean add(ConcatenationLayer concatenation) {
        List<Chain> paths = new ArrayList<>();
        boolean isKnown = isOfMaps(concatenation.format());
        for (List<Layer> layers : concatenation.paths()) {
            LayerSteps path = new LayerSteps(training);
            isKnown &= (layers.isEmpty() || path.add(layers)) && path.selecting.isEmpty() && agrees(path.format);
            paths.add(path.steps.isEmpty() ? null : path.chain());
            drawings.addAll(path.drawings);
            maskable.addAll(path.maskable);
        }
        if (isKnown) {
            steps.add(new ConcatenationStep(paths, concatenation.format() == CNN2DFormat.NHWC));
        }
        return isKnown;
    }

    private boolean add(MultiplicativeNoise noise) {
        boolean isKnown = noise.sharing() != MultiplicativeNoise.Sharing.UNKNOWN && isOfMaps(noise.format());
        if (isKnown && training) {
            NoiseStep step = new NoiseStep(noise);
            steps.add(step);
            drawings.add(step);
        }
        return isKnown;
    }

    private boolean isOfMaps(DataFormat other) {
        return other == null || other instanceof CNN2DFormat && agrees((CNN2DFormat) other);
    }

    private boolean add(PaddedLayer shortcut) {
        if (!agrees(shortcut.hasChannelsLast() ? CNN2DFormat.NHWC : CNN2DFormat.NCHW)) {
            return false;
        }
        steps.add(new PaddedShortcutStep(shortcut.outputChannels(), shortcut.keptEvery()));
        return true;
    }

    private boolean add(Upsampling2D upsampling) {
        if (!agrees(upsampling.getFormat())) {
            return false;
        }
        steps.add(new UpsamplingStep(upsampling.getSize()));
        return true;
    }

    private boolean addActivation(IActivation activation) {
        if (activation instanceof ActivationIdentity && !steps.isEmpty()) {
            return true;
        }
        Optional<Eltwise> function = Eltwise.of(activation);
        function.ifPresent(known -> steps.add(new ActivationStep(known)));
        return function.isPresent();
    }

    private int addNormalization(List<Layer> layers, int index) {
        Optional<BatchNormArrays> arrays = normalization(layers, index);
        if (arrays.isEmpty()) {
            return 0;
        }
        Eltwise function = activation(layers, index + 1);
        boolean isRectified = function != null && function.isRelu();
        steps.add(new BatchNormStep(arrays.get(), isRectified));
        return isRectified ? 2 : 1;
    }

    /** Returns the arrays of a batch normalization; empty for one with locked values other than gamma 1, beta 0. */
    Optional<BatchNormArrays> normalization(List<Layer> layers, int index) {
        Layer layer = index < layers.size() ? layers.get(index) : null;
        if (layer == null
                || layer instanceof BaseWrapperLayer
                || layer.conf().getLayer().getClass() != BatchNormalization.class) {
            return Optional.empty();
        }
        BatchNormalization configuration = (BatchNormalization) layer.conf().getLayer();
        boolean isKnown = configuration.getIDropout() == null
                && agrees(configuration.getCnn2DFormat())
                && (!configuration.isLockGammaBeta() || configuration.getGamma() == 1 && configuration.getBeta() == 0);
        return isKnown ? Optional.of(new BatchNormArrays(configuration, new LayerArrays(layer))) : Optional.empty();
    }

    /** The function of an activation layer at an index; null if there is none, or oneDNN has none that is equal. */
    static Eltwise activation(List<Layer> layers, int index) {
        Layer layer = index < layers.size() ? layers.get(index) : null;
        if (layer == null
                || layer instanceof BaseWrapperLayer
                || layer.conf().getLayer().getClass() != ActivationLayer.class
                || layer.conf().getLayer().getIDropout() != null) {
            return null;
        }
        return Eltwise.of(((ActivationLayer) layer.conf().getLayer()).getActivationFn())
                .orElse(null);
    }

    boolean agrees(CNN2DFormat other) {
        if (format == null || other == null) {
            format = other == null ? format : other;
            return true;
        }
        return format == other;
    }
}
