package io.github.dl4jregularizers.monitor;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import io.github.dl4jregularizers.internal.weights.Norms;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Measures the implicit regularization of a training: the norm of the minibatch gradient, the implicit penalty, and the
 * effective learning rate of weights before BatchNorm.
 *
 * <p>Formula: the implicit penalty is the sum over parameters of lr / 4 ||g||^2, for the gradient g of the mean
 * minibatch loss without penalties. Gradient descent adds it to the loss, up to third order. BatchNorm makes the output
 * independent of the scale of the weights w before it. A step then moves their direction by lr / ||w||^2, the effective
 * learning rate. Weight decay does not regularize such weights, but keeps that rate from falling.
 *
 * <p>Measures the gradients before clipping if this listener comes before it. The implicit penalty holds for plain
 * gradient descent; with other updaters it is that of gradient descent at the same rate. A weight counts as before
 * BatchNorm if its layer's only successor is a {@code BatchNormalization}.
 *
 * <p>A listener for one {@code MultiLayerNetwork} or {@code ComputationGraph}. Changes nothing. Java serialization
 * keeps settings and measurements. Layerwise pretraining is not supported.
 *
 * <pre>{@code network.addListeners(new GradientMonitor(100));}</pre>
 *
 * <p>Papers: Barrett and Dherin, "Implicit Gradient Regularization", ICLR 2021; van Laarhoven, "L2 Regularization
 * versus Batch and Weight Normalization", 2017.
 */
public final class GradientMonitor extends BaseTrainingListener implements Serializable {

    private static final long serialVersionUID = 1;

    private final int iterations;
    private final List<Double> norms = new ArrayList<>();
    private final List<Double> penalties = new ArrayList<>();
    private final Map<String, Double> effectiveRates = new LinkedHashMap<>();
    private transient NetworkParameters parameters;

    /**
     * Measures the first iterations.
     *
     * @param iterations number of iterations to measure, at least 1
     * @throws IllegalArgumentException if iterations is below 1
     */
    public GradientMonitor(int iterations) {
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
    }

    @Override
    public void onGradientCalculation(Model model) {
        if (norms.size() >= iterations) {
            return;
        }
        if (parameters == null || !parameters.areStillOf(model)) {
            parameters = new NetworkParameters(model);
        }
        Network network = Network.of(model);
        List<NetworkParameter> trained = parameters.trained();
        double[] ofGradients =
                Norms.of(trained.stream().map(one -> one.gradient).collect(Collectors.toList()));
        double[] ofValues = Norms.of(trained.stream().map(one -> one.value).collect(Collectors.toList()));
        Set<String> normalized = BeforeBatchNorm.layers(network);
        double squares = 0;
        double penalty = 0;
        for (int i = 0; i < ofGradients.length; i++) {
            NetworkParameter parameter = trained.get(i);
            double square = Math.pow(ofGradients[i] / parameter.divisor(model.batchSize()), 2);
            double rate = learningRate(network, parameter);
            squares += square;
            penalty += rate / 4 * square;
            String key = parameter.layer.networkKey(parameter.name);
            if (parameter.role == ParameterRole.WEIGHT && normalized.contains(layerKey(parameter))) {
                effectiveRates.put(key, rate / (ofValues[i] * ofValues[i]));
            }
        }
        norms.add(Math.sqrt(squares));
        penalties.add(penalty);
    }

    private static String layerKey(NetworkParameter parameter) {
        String key = parameter.layer.networkKey(parameter.name);
        return key.substring(0, key.length() - parameter.fullName().length() - 1);
    }

    /** The rate of the updater; 0 for an updater without one, whose steps no rate bounds. */
    private static double learningRate(Network network, NetworkParameter parameter) {
        IUpdater updater = network.parts().get(layerKey(parameter)).getConfig().getUpdaterByParam(parameter.fullName());
        return updater != null && updater.hasLearningRate()
                ? updater.getLearningRate(network.iteration(), network.epoch())
                : 0;
    }

    /**
     * Returns the norms of the gradients.
     *
     * @return ||g|| per measured iteration
     */
    public List<Double> gradientNorms() {
        return Collections.unmodifiableList(norms);
    }

    /**
     * Returns the implicit penalties, to compare with the score.
     *
     * @return sum of lr / 4 ||g||^2 per measured iteration
     */
    public List<Double> implicitPenalties() {
        return Collections.unmodifiableList(penalties);
    }

    /**
     * Returns the effective learning rates of weights before BatchNorm, in the last measured iteration.
     *
     * @return lr / ||w||^2 by the name in {@code paramTable()}, such as {@code 0_W}; empty without such weights
     */
    public Map<String, Double> effectiveLearningRates() {
        return Collections.unmodifiableMap(effectiveRates);
    }

    /** Means of the measurements, and the effective learning rates, one per line. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d iterations: mean gradient norm %.4g, mean implicit penalty %.4g",
                norms.size(),
                mean(norms),
                mean(penalties)));
        effectiveRates.forEach((name, rate) ->
                lines.add(String.format(Locale.ROOT, "%s before BatchNorm: effective learning rate %.4g", name, rate)));
        return String.join(System.lineSeparator(), lines);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
