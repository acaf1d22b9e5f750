package io.github.dl4jregularizers.monitor;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Measures, in the first iterations of a training, what its regularization does: how much each layer's noise drops and
 * changes, how much of each parameter decays in a step, and how far the losses of training and validation are apart.
 *
 * <pre>{@code
 * RegularizationMonitor monitor = new RegularizationMonitor(10);
 * network.addListeners(monitor);
 * network.fit(batches);
 * System.out.println(monitor);
 * }</pre>
 *
 * <p>Training goes on as it would without it, to the same parameters: noise is drawn from a generator that is put back,
 * into arrays of the monitor's own. In each measured iteration every layer with noise runs twice more over a few examples;
 * after them the monitor does nothing. Layers inside other layers are measured as the part of the whole that they are.
 *
 * <p>A listener, for one {@code MultiLayerNetwork} or {@code ComputationGraph}: it is not saved with the network.
 */
public final class RegularizationMonitor extends BaseTrainingListener {

    private static final int EXAMPLES = 8;

    private final int iterations;
    private final DataSet training;
    private final DataSet validation;
    private final Map<String, double[]> dropShares = new LinkedHashMap<>();
    private final Map<String, double[]> effects = new LinkedHashMap<>();
    private final Map<List<String>, double[]> decays = new LinkedHashMap<>();
    private final Map<List<String>, Long> lengths = new LinkedHashMap<>();
    private final Map<RunningLayer, INDArray> inputs = new LinkedHashMap<>();
    private int measured;
    private double gap = Double.NaN;

    /**
     * Measures noise and decay.
     *
     * @param iterations how many iterations to measure, at least 1
     * @throws IllegalArgumentException if iterations is outside its range
     */
    public RegularizationMonitor(int iterations) {
        this(iterations, null, null);
    }

    /**
     * Measures noise and decay, and the gap between losses after each measured iteration.
     *
     * @param iterations how many iterations to measure, at least 1
     * @param training some of the examples trained on
     * @param validation examples not trained on
     * @throws IllegalArgumentException if iterations is outside its range, or one of the data sets alone is missing
     */
    public RegularizationMonitor(int iterations, DataSet training, DataSet validation) {
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
        if ((training == null) != (validation == null)) {
            throw Arguments.invalid("training and validation", "both given, or neither", "one of them");
        }
        this.training = training;
        this.validation = validation;
    }

    /** Now all layers have their inputs, the output layer too, and the workspace of these is still open. */
    @Override
    public void onBackwardPass(Model model) {
        inputs.clear();
        if (measured < iterations) {
            for (RunningLayer layer : RunningLayer.of(model)) {
                INDArray input = layer.runtime().input();
                if (layer.isNoisy() && input != null) {
                    long examples = Math.min(EXAMPLES, input.size(0));
                    inputs.put(
                            layer,
                            input.get(NDArrayIndex.interval(0, examples)).dup().detach());
                }
            }
        }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (measured >= iterations) {
            return;
        }
        measured++;
        Random generator = Nd4j.getRandom();
        long root = generator.rootState();
        long node = generator.nodeState();
        inputs.forEach((layer, input) -> measureNoise(layer, input, iteration, epoch));
        generator.setStates(root, node);
        inputs.clear();
        for (RunningLayer layer : RunningLayer.of(model)) {
            layer.runtime()
                    .paramTable(false)
                    .forEach((name, value) -> measureDecay(layer, name, value, iteration, epoch));
        }
        if (training != null) {
            gap = score(model, validation) - score(model, training);
        }
    }

    private void measureNoise(RunningLayer layer, INDArray input, int iteration, int epoch) {
        IDropout dropout = layer.dropout();
        double share = Double.NaN;
        if (dropout != null) {
            INDArray ones = Nd4j.ones(input.dataType(), input.shape());
            INDArray dropped = dropout.clone()
                    .applyDropout(ones, ones.ulike(), iteration, epoch, LayerWorkspaceMgr.noWorkspaces());
            share = dropped.eq(0).castTo(dropped.dataType()).meanNumber().doubleValue();
        }
        add(dropShares, layer.name(), share);
        INDArray first = activated(layer, input);
        double change = first.sub(activated(layer, input)).norm2Number().doubleValue();
        double norm = first.norm2Number().doubleValue();
        add(effects, layer.name(), norm == 0 ? 0 : change / norm);
    }

    private static INDArray activated(RunningLayer running, INDArray input) {
        Layer layer = running.runtime();
        INDArray output = layer.activate(input.dup(), true, LayerWorkspaceMgr.noWorkspaces())
                .dup();
        layer.clearNoiseWeightParams();
        layer.clear();
        return output;
    }

    private void measureDecay(RunningLayer layer, String name, INDArray value, int iteration, int epoch) {
        List<Regularization> list = layer.conf().getRegularizationByParam(name);
        IUpdater updater = layer.conf().getUpdaterByParam(name);
        double rate = updater != null && updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : 1;
        INDArray flat = value.reshape(value.ordering(), new long[] {value.length()}); // as DL4J hands it on
        INDArray step = flat.like();
        for (Regularization regularization : list == null ? List.<Regularization>of() : list) {
            if (regularization.applyStep() == Regularization.ApplyStep.POST_UPDATER) {
                regularization.apply(flat, step, rate, iteration, epoch);
            }
        }
        double norm = flat.norm2Number().doubleValue();
        List<String> key = List.of(layer.name(), name);
        lengths.put(key, value.length());
        add(decays, key, norm == 0 ? 0 : step.norm2Number().doubleValue() / norm);
    }

    private static <K> void add(Map<K, double[]> sums, K key, double value) {
        double[] sum = sums.computeIfAbsent(key, k -> new double[2]);
        sum[0] += value;
        sum[1]++;
    }

    /** Both losses have the same penalties in them, which cancel out in the difference. */
    private static double score(Model model, DataSet data) {
        return model instanceof MultiLayerNetwork
                ? ((MultiLayerNetwork) model).score(data, false)
                : ((ComputationGraph) model).score(data, false);
    }

    /**
     * The layers with noise.
     *
     * @return one entry for each, in the order of the network; empty before the first iteration
     */
    public List<MeasuredNoise> noise() {
        return effects.entrySet().stream()
                .map(effect -> new MeasuredNoise(
                        effect.getKey(), mean(dropShares.get(effect.getKey())), mean(effect.getValue())))
                .collect(Collectors.toList());
    }

    /**
     * The parameters.
     *
     * @return one entry for each parameter of a layer, those that do not decay included
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
     * Loss on the validation data less loss on the training data, without noise and penalties, after the last measured
     * iteration.
     *
     * @return above 0 where the network does better on what it was trained with; NaN if no data were given
     */
    public double lossGap() {
        return gap;
    }

    /**
     * The regularizers that did nothing.
     *
     * @return names of layers whose noise did not change their output
     */
    public List<String> withoutEffect() {
        return noise().stream()
                .filter(noise -> noise.effect() == 0)
                .map(MeasuredNoise::layerName)
                .collect(Collectors.toList());
    }

    /** What was measured, a line each. */
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
            lines.add(String.format(Locale.ROOT, "loss of validation less loss of training: %.4f", gap));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
