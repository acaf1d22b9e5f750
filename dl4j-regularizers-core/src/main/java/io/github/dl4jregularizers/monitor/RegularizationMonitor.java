package io.github.dl4jregularizers.monitor;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.GeneratorState;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the effect of each regularizer in the first iterations of a training. Reports the share that each layer's
 * noise drops, the change of the layer's output, and the share of each parameter that decays per step. Also measures
 * the gap between validation and training loss.
 *
 * <pre>{@code
 * RegularizationMonitor monitor = new RegularizationMonitor(10);
 * network.addListeners(monitor);
 * network.fit(batches);
 * System.out.println(monitor);
 * }</pre>
 *
 * <p>The monitor changes neither the trained parameters nor the RNG state. In each measured iteration, every layer with
 * noise runs twice more over a few examples; afterwards the monitor does nothing. A container is measured as one layer.
 *
 * <p>A failing measurement does not end the training: the layer is left out from then on, with one warning in the log.
 * Layerwise pretraining is not measured.
 *
 * <p>Use one monitor per {@code MultiLayerNetwork} or {@code ComputationGraph}. It is not saved with the network. Java
 * serialization keeps settings and measurements.
 */
public final class RegularizationMonitor extends BaseTrainingListener implements Serializable {

    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(RegularizationMonitor.class);
    private static final int EXAMPLES = 8;

    private final int iterations;
    private final DataSet training;
    private final DataSet validation;
    private final Map<String, double[]> dropShares = new LinkedHashMap<>();
    private final Map<String, double[]> effects = new LinkedHashMap<>();
    private final Map<List<String>, double[]> decays = new LinkedHashMap<>();
    private final Map<List<String>, Long> lengths = new LinkedHashMap<>();
    private final transient Map<RunningLayer, INDArray> inputs = new LinkedHashMap<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private int measured;
    private double gap = Double.NaN;

    /**
     * Measures noise and decay.
     *
     * @param iterations number of iterations to measure, at least 1
     * @throws IllegalArgumentException if iterations is below 1
     */
    public RegularizationMonitor(int iterations) {
        this(iterations, null, null);
    }

    private RegularizationMonitor(int iterations, DataSet training, DataSet validation) {
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
        this.training = training;
        this.validation = validation;
    }

    private Object readResolve() {
        RegularizationMonitor copy = new RegularizationMonitor(iterations, training, validation);
        copy.dropShares.putAll(dropShares);
        copy.effects.putAll(effects);
        copy.decays.putAll(decays);
        copy.lengths.putAll(lengths);
        copy.leftOut.addAll(leftOut);
        copy.measured = measured;
        copy.gap = gap;
        return copy;
    }

    /**
     * Returns a new monitor that also measures the gap between validation and training loss after each measured
     * iteration.
     *
     * @param trainingData examples of the training set
     * @param validationData examples outside the training set
     * @return a new monitor without measurements
     * @throws IllegalArgumentException if one of them is null
     */
    public RegularizationMonitor withData(DataSet trainingData, DataSet validationData) {
        return new RegularizationMonitor(
                iterations,
                Arguments.required("training data", trainingData),
                Arguments.required("validation data", validationData));
    }

    /** Runs when all layers have inputs, the output layer included, and the workspace of the inputs is still open. */
    @Override
    public void onBackwardPass(Model model) {
        inputs.clear();
        if (measured < iterations && isNetwork(model)) {
            RunningLayer.of(model).stream()
                    .filter(RunningLayer::isNoisy)
                    .forEach(layer -> attempt("noise of layer " + layer.name(), () -> keepInput(layer)));
        }
    }

    private void keepInput(RunningLayer layer) {
        INDArray input = layer.runtime().input();
        if (input != null) {
            long examples = Math.min(EXAMPLES, input.size(0));
            inputs.put(
                    layer, input.get(NDArrayIndex.interval(0, examples)).dup().detach());
        }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (measured >= iterations || !isNetwork(model)) {
            return;
        }
        measured++;
        GeneratorState state = GeneratorState.now();
        try {
            inputs.forEach((layer, input) ->
                    attempt("noise of layer " + layer.name(), () -> measureNoise(layer, input, iteration, epoch)));
            for (RunningLayer layer : RunningLayer.of(model)) {
                attempt("decay of layer " + layer.name(), () -> measureDecay(layer, iteration, epoch));
            }
            if (training != null) {
                attempt("loss gap", () -> gap = score(model, validation) - score(model, training));
            }
        } finally {
            state.restore();
            inputs.clear();
        }
    }

    /** Layerwise pretraining calls listeners with the layer in place of the network. */
    private boolean isNetwork(Model model) {
        boolean isNetwork = Network.isNetwork(model);
        if (!isNetwork && leftOut.add("pretraining")) {
            LOG.warn("Layerwise pretraining is not measured; measurements start with fit");
        }
        return isNetwork;
    }

    private void attempt(String what, Runnable measurement) {
        if (leftOut.contains(what)) {
            return;
        }
        try {
            measurement.run();
        } catch (RuntimeException | LinkageError e) {
            leftOut.add(what);
            LOG.warn("The {} cannot be measured and is left out", what, e);
        }
    }

    private void measureNoise(RunningLayer layer, INDArray input, int iteration, int epoch) {
        double share = layer.dropShare(input, iteration, epoch);
        double effect = layer.noiseEffect(input);
        add(dropShares, layer.name(), share);
        add(effects, layer.name(), effect);
    }

    private void measureDecay(RunningLayer layer, int iteration, int epoch) {
        layer.runtime().paramTable(false).forEach((name, value) -> {
            List<String> key = List.of(layer.name(), name);
            add(decays, key, layer.decayShare(name, value, iteration, epoch));
            lengths.put(key, value.length());
        });
    }

    private static <K> void add(Map<K, double[]> sums, K key, double value) {
        double[] sum = sums.computeIfAbsent(key, k -> new double[2]);
        sum[0] += value;
        sum[1]++;
    }

    /** Both losses contain the same penalties, which cancel in the difference. */
    private static double score(Model model, DataSet data) {
        return Network.of(model).score(data);
    }

    /**
     * Returns the measurements of layers with noise.
     *
     * @return one entry per layer, in the order of the network; empty before the first iteration
     */
    public List<MeasuredNoise> noise() {
        return effects.entrySet().stream()
                .map(effect -> new MeasuredNoise(
                        effect.getKey(), mean(dropShares.get(effect.getKey())), mean(effect.getValue())))
                .collect(Collectors.toList());
    }

    /**
     * Returns the measurements of parameters.
     *
     * @return one entry per parameter, including those that do not decay
     */
    public List<MeasuredDecay> decays() {
        return decays.entrySet().stream()
                .map(decay -> new MeasuredDecay(
                        decay.getKey().get(0),
                        decay.getKey().get(1),
                        lengths.get(decay.getKey()),
                        mean(decay.getValue())))
                .collect(Collectors.toList());
    }

    private static double mean(double[] sum) {
        return sum[0] / sum[1];
    }

    /**
     * Returns validation loss minus training loss after the last measured iteration, without noise and penalties.
     *
     * @return positive if the loss is lower on the training data; NaN without {@link #withData}
     */
    public double lossGap() {
        return gap;
    }

    /**
     * Returns the layers whose noise has no effect.
     *
     * @return names of layers whose output is the same in two passes with noise
     */
    public List<String> withoutEffect() {
        return noise().stream()
                .filter(noise -> noise.effect() == 0)
                .map(MeasuredNoise::layerName)
                .collect(Collectors.toList());
    }

    /**
     * Returns the measurements that failed.
     *
     * @return descriptions such as {@code decay of layer 3}; empty if everything was measured
     */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Lists the measurements, one per line. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        noise().forEach(noise -> lines.add(noise.toString()));
        List<MeasuredDecay> all = decays();
        all.stream().filter(decay -> decay.sharePerStep() != 0).forEach(decay -> lines.add(decay.toString()));
        long parameters = all.stream().mapToLong(MeasuredDecay::length).sum();
        long decaying = all.stream()
                .filter(decay -> decay.sharePerStep() != 0)
                .mapToLong(MeasuredDecay::length)
                .sum();
        lines.add(String.format(Locale.ROOT, "%d of %d parameters decay", decaying, parameters));
        if (training != null) {
            lines.add(String.format(Locale.ROOT, "validation loss minus training loss: %.4f", gap));
        }
        leftOut.forEach(what -> lines.add("not measured: " + what));
        return String.join(System.lineSeparator(), lines);
    }
}
