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
 * What a layer with one mask per example has from a training forward pass to the backward pass that follows.
 *
 * <p>One draw for each batch is the key that all its masks are expanded from, each of the example's number in the batch.
 */
final class ExampleNoise {

    private static final int WEIGHTS = 0;
    private static final int BIASES = 1;

    private final DropConnect configuration;
    private long key;
    private double retain;
    private ExampleMasks weights;
    private INDArray biases;

    ExampleNoise(DropConnect configuration) {
        this.configuration = configuration;
    }

    void draw(BaseLayer<?> layer) {
        forget();
        double rate = configuration.dropRate().at(layer.getIterationCount(), layer.getEpochCount());
        if (configuration.isMaskPerExample() && rate > 0) {
            retain = 1 - rate;
            key = Double.doubleToLongBits(configuration.noise().nextDouble());
            INDArray w = layer.getParam(WEIGHT_KEY);
            weights = new ExampleMasks((masks, first) -> fill(masks, WEIGHTS, first), configuration.examplesAtOnce(w));
        }
    }

    boolean isGaussianAtInference() {
        return configuration.inferenceSamples() > 0;
    }

    /** The mean of a(u) over the masks, u nearly Gaussian. */
    INDArray meanActivation(BaseLayer<?> layer, INDArray mean, LayerWorkspaceMgr workspaces) {
        double rate = configuration.dropRate().at(layer.getIterationCount(), layer.getEpochCount());
        return GaussianMoments.activate(
                mean,
                layer.input(),
                layer.getParam(WEIGHT_KEY),
                configuration.biases() ? layer.getParam(BIAS_KEY) : null,
                rate / (1 - rate),
                configuration.inferenceSamples(),
                layer.layerConf().getActivationFn(),
                workspaces);
    }

    /** False after inference, and at drop rate 0: DL4J computes then. */
    boolean isDrawn() {
        return weights != null;
    }

    void forget() {
        weights = null;
        biases = null;
    }

    private void fill(INDArray masks, int parameter, long firstExample) {
        new SeededNoise(key, parameter, firstExample, (int) masks.size(0)).mask(masks, retain);
    }

    /** y_i = (M_i * W)^T x_i + m_i * b. */
    INDArray preOutput(INDArray input, Map<String, INDArray> parameters, LayerWorkspaceMgr workspaces) {
        INDArray w = parameters.get(WEIGHT_KEY);
        INDArray b = parameters.get(BIAS_KEY);
        Arguments.shape("input of DropConnect", input.shape(), new long[] {input.size(0), w.size(0)});
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, w.dataType(), new long[] {input.size(0), w.size(1)}, 'c');
        weights.forward(input.castTo(w.dataType()), w, output, workspaces);
        if (b != null && configuration.biases()) {
            if (biases == null) {
                biases = BackwardArrays.in(workspaces)
                        .createUninitialized(ArrayType.INPUT, w.dataType(), output.shape(), 'c');
                fill(biases, BIASES, 0);
            }
            output.addi(timesBiasMask(b.reshape(1, b.length()), ArrayType.FF_WORKING_MEM, workspaces));
        } else if (b != null) {
            output.addiRowVector(b);
        }
        return output;
    }

    /**
     * The gradients of the weights and biases, and of the input.
     *
     * @param gradient of the pre-output
     * @param views where the gradients of the parameters go
     */
    Pair<Gradient, INDArray> gradients(
            INDArray input, INDArray gradient, INDArray w, Map<String, INDArray> views, LayerWorkspaceMgr workspaces) {
        INDArray inputGradient = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, w.dataType(), new long[] {input.size(0), w.size(0)}, 'c');
        weights.backward(input.castTo(w.dataType()), gradient, w, views.get(WEIGHT_KEY), inputGradient, workspaces);
        if (views.containsKey(BIAS_KEY)) {
            INDArray each = biases == null ? gradient : timesBiasMask(gradient, ArrayType.BP_WORKING_MEM, workspaces);
            each.sum(views.get(BIAS_KEY), 0);
        }
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
