package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The runtime of {@link WeightNoiseLayer}. DL4J's layers read their parameters by name from {@code paramTable()} in
 * every pass. During a training pass the table holds the perturbed weights; before and after, the network's own views.
 */
class WeightNoiseRuntime extends WrappedRuntime {

    private final WeightNoiseLayer configuration;
    private final List<String> names;
    /** Perturbed weights, in the batch's workspace, from a training forward pass to its backward pass; else empty. */
    private final Map<String, INDArray> weights = new LinkedHashMap<>();
    /** Factors of the gradients. */
    private final Map<String, INDArray> masks = new LinkedHashMap<>();

    WeightNoiseRuntime(WeightNoiseLayer configuration, NeuralNetConfiguration conf, Layer underlying) {
        super(conf, underlying);
        this.configuration = configuration;
        this.names = configuration.perturbedPerBatch();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        return forward(training, workspaceMgr, () -> underlying.activate(training, workspaceMgr));
    }

    @Override
    public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaceMgr) {
        return forward(training, workspaceMgr, () -> underlying.activate(input, training, workspaceMgr));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        Pair<Gradient, INDArray> result = backward(() -> underlying.backpropGradient(epsilon, workspaceMgr));
        forget();
        return result;
    }

    final <T> T forward(boolean training, LayerWorkspaceMgr workspaceMgr, Supplier<T> pass) {
        forget();
        if (training) {
            draw(workspaceMgr);
        }
        return perturbed(pass);
    }

    /** Returns the gradient with respect to the unperturbed weights; without noise, that of an inference pass. */
    final Pair<Gradient, INDArray> backward(Supplier<Pair<Gradient, INDArray>> pass) {
        Pair<Gradient, INDArray> result = perturbed(pass);
        masks.forEach((name, mask) -> masked(result.getFirst().getGradientFor(name), mask));
        return result;
    }

    /** The gradient of some layers has another shape than the weight, with the elements in the same order. */
    private static void masked(INDArray gradient, INDArray mask) {
        (gradient.equalShapes(mask) ? gradient : gradient.reshape(mask.ordering(), true, mask.shape())).muli(mask);
    }

    final <T> T perturbed(Supplier<T> pass) {
        Map<String, INDArray> table = underlying.paramTable();
        Map<String, INDArray> own = new LinkedHashMap<>();
        weights.forEach((name, array) -> own.put(name, table.put(name, array)));
        try {
            return pass.get();
        } finally {
            table.putAll(own);
        }
    }

    final boolean hasNoise() {
        return !weights.isEmpty();
    }

    final void draw(LayerWorkspaceMgr workspaceMgr) {
        if (!configuration.hasNoise(getIterationCount(), getEpochCount())) {
            return;
        }
        for (String name : names) {
            INDArray own = underlying.getParam(name);
            INDArray noise = like(own, workspaceMgr);
            configuration.fillNoise(noise, getIterationCount(), getEpochCount(), configuration.noise());
            if (configuration.isMultiplicative()) {
                masks.put(name, noise);
                weights.put(name, own.muli(noise, like(own, workspaceMgr)));
            } else {
                weights.put(name, noise.addi(own));
            }
        }
    }

    private static INDArray like(INDArray array, LayerWorkspaceMgr workspaceMgr) {
        return BackwardArrays.in(workspaceMgr)
                .createUninitialized(ArrayType.INPUT, array.dataType(), array.shape(), array.ordering());
    }

    private void forget() {
        weights.clear();
        masks.clear();
    }

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        forget();
        super.setInput(input, workspaceMgr);
    }

    @Override
    public void clear() {
        forget();
        super.clear();
    }

    @Override
    public void clearNoiseWeightParams() {
        forget();
        super.clearNoiseWeightParams();
    }
}
