package io.github.dl4jregularizers.weightnoise;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.noise.SeededNoise;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Both modes of a dense or output layer under {@link DropConnect}: masks per example in training and Gaussian moments
 * at inference. State lasts from a forward pass to the backward pass after it.
 *
 * <p>One draw per batch is the key of all its masks; a mask is keyed by that number and its example's index in the
 * batch.
 */
final class ExampleNoise {

    private static final int WEIGHTS = 0;
    private static final int BIASES = 1;

    private final DropConnect configuration;
    private final BaseLayer<?> layer;
    private long key;
    private double retain;
    private ExampleMasks weights;
    private INDArray biases;
    private boolean gaussian;

    /** Noise of a layer that takes the place of another. */
    ExampleNoise(DropConnect configuration, BaseLayer<?> layer, BaseLayer<?> replaced) {
        this.configuration = configuration;
        this.layer = layer;
        layer.setListeners(replaced.getListeners());
        layer.setIndex(replaced.getIndex());
        layer.setParamsViewArray(replaced.params());
        layer.setParamTable(replaced.paramTable());
    }

    /** Starts a forward pass. Returns whether {@link #gaussian} computes it. */
    boolean start(boolean training) {
        forget();
        if (training) {
            drawIfNone();
        }
        gaussian = !training && configuration.inferenceSamples() > 0;
        return gaussian;
    }

    void drawIfNone() {
        double rate = rate();
        if (weights == null && configuration.isMaskPerExample() && rate > 0) {
            retain = 1 - rate;
            key = Double.doubleToLongBits(configuration.noise().nextDouble());
            long atOnce = configuration.examplesAtOnce(layer.getParam(WEIGHT_KEY));
            weights = new ExampleMasks((masks, first) -> fill(masks, WEIGHTS, first), atOnce);
        }
    }

    private double rate() {
        return configuration.dropRate().at(layer.getIterationCount(), layer.getEpochCount());
    }

    private void fill(INDArray masks, int parameter, long firstExample) {
        new SeededNoise(key, parameter, firstExample, (int) masks.size(0)).mask(masks, retain);
    }

    /** False after inference and at drop rate 0, where DL4J's own pass is right. */
    boolean isDrawn() {
        return weights != null;
    }

    /** Tests whether the last forward pass was {@link #gaussian}. */
    boolean isGaussian() {
        return gaussian;
    }

    void forget() {
        weights = null;
        biases = null;
        gaussian = false;
    }

    /** Inference by Gaussian moments. */
    INDArray gaussian(INDArray mask, LayerWorkspaceMgr workspaces) {
        INDArray output = moments().activate();
        if (mask != null) {
            output.muliColumnVector(mask.castTo(output.dataType()));
        }
        return workspaces.castTo(
                ArrayType.ACTIVATIONS, layer.getParam(WEIGHT_KEY).dataType(), output, true);
    }

    private GaussianMoments moments() {
        INDArray w = layer.getParam(WEIGHT_KEY);
        Arguments.shape("input of DropConnect", layer.input().shape(), new long[] {
            layer.input().size(0), w.size(0)
        });
        INDArray b = layer.hasBias() ? layer.getParam(BIAS_KEY) : null;
        double rate = rate();
        return new GaussianMoments(
                layer.input(),
                w,
                b,
                configuration.biases() ? b : null,
                rate / (1 - rate),
                configuration.inferenceSamples(),
                layer.layerConf().getActivationFn());
    }

    /** Gradients of {@link #gaussian}; parameter gradients go into the views. */
    Pair<Gradient, INDArray> gaussianGradients(
            INDArray epsilon, INDArray mask, Map<String, INDArray> views, LayerWorkspaceMgr workspaces) {
        INDArray masked = mask == null ? epsilon : epsilon.mulColumnVector(mask.castTo(epsilon.dataType()));
        GaussianMoments.Gradients gradients = moments().new Gradients(masked);
        views.get(WEIGHT_KEY).assign(gradients.byWeights());
        if (views.containsKey(BIAS_KEY)) {
            views.get(BIAS_KEY).assign(gradients.byBias());
        }
        forget();
        INDArray w = layer.getParam(WEIGHT_KEY);
        return result(views, workspaces.castTo(ArrayType.ACTIVATION_GRAD, w.dataType(), gradients.byInput(), true));
    }

    /** Training: y_i = (M_i * W)^T x_i + m_i * b. */
    INDArray preOutput(INDArray mask, LayerWorkspaceMgr workspaces) {
        INDArray input = layer.input();
        INDArray w = layer.getParam(WEIGHT_KEY);
        Arguments.shape("input of DropConnect", input.shape(), new long[] {input.size(0), w.size(0)});
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, w.dataType(), new long[] {input.size(0), w.size(1)}, 'c');
        weights.forward(input.castTo(w.dataType()), w, output, workspaces);
        if (layer.hasBias()) {
            addBias(layer.getParam(BIAS_KEY), output, workspaces);
        }
        if (mask != null) {
            output.muliColumnVector(mask.castTo(output.dataType()));
        }
        return output;
    }

    private void addBias(INDArray bias, INDArray output, LayerWorkspaceMgr workspaces) {
        if (!configuration.biases()) {
            output.addiRowVector(bias);
            return;
        }
        if (biases == null) {
            biases = BackwardArrays.in(workspaces)
                    .createUninitialized(ArrayType.INPUT, bias.dataType(), output.shape(), 'c');
            fill(biases, BIASES, 0);
        }
        output.addi(timesBiasMask(bias.reshape(1, bias.length()), ArrayType.FF_WORKING_MEM, workspaces));
    }

    /**
     * Gradients of {@link #preOutput}.
     *
     * @param delta gradient of the pre-activations
     * @param views gradients of the parameters, to be written
     */
    Pair<Gradient, INDArray> gradients(INDArray delta, Map<String, INDArray> views, LayerWorkspaceMgr workspaces) {
        INDArray input = layer.input();
        INDArray w = layer.getParam(WEIGHT_KEY);
        INDArray inputGradient = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, w.dataType(), new long[] {input.size(0), w.size(0)}, 'c');
        weights.backward(input.castTo(w.dataType()), delta, w, views.get(WEIGHT_KEY), inputGradient, workspaces);
        if (views.containsKey(BIAS_KEY)) {
            INDArray each = biases == null ? delta : timesBiasMask(delta, ArrayType.BP_WORKING_MEM, workspaces);
            each.sum(views.get(BIAS_KEY), 0);
        }
        return result(views, inputGradient);
    }

    private static Pair<Gradient, INDArray> result(Map<String, INDArray> views, INDArray inputGradient) {
        Gradient result = new DefaultGradient();
        views.forEach(result::setGradientFor);
        return new Pair<>(result, inputGradient);
    }

    private INDArray timesBiasMask(INDArray array, ArrayType where, LayerWorkspaceMgr workspaces) {
        INDArray product = workspaces.createUninitialized(where, biases.dataType(), biases.shape(), 'c');
        Nd4j.exec(new MulOp(biases, array, product));
        return product;
    }
}
