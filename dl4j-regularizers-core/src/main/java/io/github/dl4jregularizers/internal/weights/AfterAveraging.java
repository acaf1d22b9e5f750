package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.internal.dl4j.NeedsInput;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Restores in averaged parameters what proximal steps and constraints set in each worker's parameters. */
public final class AfterAveraging {

    private AfterAveraging() {}

    /**
     * Takes one proximal step on every parameter with a proximal penalty, then applies all constraints.
     *
     * @param model a network of either kind, with averaged parameters
     * @param iteration of the last step
     * @param epoch of the last step
     */
    public static void apply(Model model, int iteration, int epoch) {
        for (NetworkParameter parameter : NetworkParameter.of(model)) {
            if (parameter.trained) {
                shrink(parameter, iteration, epoch);
            }
        }
        Map<Layer, List<LayerConstraint>> all = withoutThoseOfInputs(model);
        try {
            Network.of(model).layers().forEach(layer -> layer.applyConstraints(iteration, epoch));
        } finally {
            all.forEach(Layer::setConstraints);
        }
    }

    /** Takes constraints out that need an input, which the driver's network never has; returns the lists of before. */
    private static Map<Layer, List<LayerConstraint>> withoutThoseOfInputs(Model model) {
        Map<Layer, List<LayerConstraint>> before = new IdentityHashMap<>();
        for (LayerNode node :
                Network.of(model).configuration(LayerTree::of, LayerTree::of).nodes()) {
            node.layer().ifPresent(layer -> {
                List<LayerConstraint> constraints = layer.getConstraints();
                if (constraints != null && constraints.stream().anyMatch(NeedsInput::of)) {
                    before.put(layer, constraints);
                    layer.setConstraints(constraints.stream()
                            .filter(one -> !NeedsInput.of(one))
                            .collect(Collectors.toList()));
                }
            });
        }
        return before;
    }

    /** One proximal step of the learning rate, without a gradient. */
    private static void shrink(NetworkParameter parameter, int iteration, int epoch) {
        List<Regularization> proximal = proximal(parameter);
        if (proximal.isEmpty()) {
            return;
        }
        IUpdater updater = parameter.layer.config().getUpdaterByParam(parameter.name);
        double rate = updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : 1;
        INDArray step = Detached.of(() -> Nd4j.zerosLike(parameter.value));
        proximal.forEach(one -> one.apply(parameter.value, step, rate, iteration, epoch));
        parameter.value.subi(step);
    }

    private static List<Regularization> proximal(NetworkParameter parameter) {
        List<Regularization> all = parameter.layer.config().getRegularizationByParam(parameter.name);
        return all == null
                ? List.of()
                : all.stream()
                        .filter(one -> one instanceof SelectiveRegularization)
                        .filter(one -> ((SelectiveRegularization) one).isProximal())
                        .filter(one -> ((SelectiveRegularization) one).includes(parameter.name))
                        .collect(Collectors.toList());
    }
}
