package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One prediction: the samples of one batch. */
final class Sampling implements AutoCloseable {

    /** Fewer may agree by chance: at a drop rate of 0.1 per batch, ten samples are equal in 35 % of cases. */
    private static final int FEWEST_FOR_CONVERGENCE = 10;

    private final NetworkView view;
    private final INDArray[] features;
    private final INDArray[] masks;
    private final Settings settings;
    private final Plan plan;
    private final Pass pass = new Pass();
    private final Values fixed;
    private final int examples;
    private final List<RunningStatistics> statistics = new ArrayList<>();

    Sampling(NetworkView view, INDArray[] features, INDArray[] masks, Settings settings) {
        this.view = view;
        this.features = features;
        this.masks = masks;
        this.settings = settings;
        this.plan = new Plan(view);
        this.examples = (int) features[0].size(0);
        this.fixed = new Values(plan.usesOnce(), this::feature);
    }

    private INDArray feature(int value) {
        int[] inputs = view.inputs();
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] == value) {
                return Values.repeated(features[i], 1);
            }
        }
        throw new AssertionError("value " + value + " is neither computed nor an input");
    }

    List<PredictiveDistribution> run() {
        view.synchronize();
        view.prepare(features, masks, examples);
        pass.run(plan.once(), fixed, examples);
        int done = 0;
        int atOnce = 1;
        while (done < settings.samples && !isConverged(done)) {
            int count = Math.min(atOnce, settings.samples - done);
            try (Values values = new Values(plan.usesRepeated(), value -> repeated(value, count))) {
                draw(done, count, values);
                done = add(done, count, values);
            }
            if (atOnce == 1) {
                atOnce = atOnce();
            }
            settings.progress.accept(done);
        }
        return statistics.stream().map(RunningStatistics::distribution).collect(Collectors.toList());
    }

    private INDArray repeated(int value, int count) {
        return Values.repeated(fixed.get(value), count);
    }

    private void draw(int first, int count, Values values) {
        int batch = count * examples;
        view.clear(); // Layers may hold draws of the last pass until then.
        view.prepare(features, count == 1 ? masks : repeatedMasks(count), batch);
        view.sites().sources().forEach(source -> source.begin(settings.seed, first, count, batch));
        if (view.sites().drawFromBackend()) {
            BackendDraws draws = new BackendDraws(settings.seed, first);
            try {
                pass.run(plan.repeated(), values, batch);
            } finally {
                draws.setBack();
            }
        } else {
            pass.run(plan.repeated(), values, batch);
            requireDraws();
        }
    }

    private void requireDraws() {
        if (view.sites().sources().stream().noneMatch(SampleNoise::hasDrawn)) {
            throw new IllegalStateException(
                    "No noise was drawn, so all samples would be the same: either the drop rates are 0 at"
                            + " this iteration, or the layers with dropout ignore it, as DL4J's activation, pooling,"
                            + " normalization and embedding layers do (put a NoiseLayer before them)");
        }
    }

    private INDArray[] repeatedMasks(int count) {
        if (masks == null) {
            return null;
        }
        INDArray[] repeated = new INDArray[masks.length];
        for (int i = 0; i < masks.length; i++) {
            repeated[i] = masks[i] == null ? null : Values.repeated(masks[i], count);
        }
        return repeated;
    }

    /** Returns the number of samples per batch, from the draws and the memory of the first sample. */
    private int atOnce() {
        StochasticSites sites = view.sites();
        boolean shared = sites.drawPerExample() && sites.sources().stream().allMatch(SampleNoise::wasPerExample);
        return shared ? (int) Math.max(1, Math.min(settings.samples, settings.memoryLimit / pass.peak())) : 1;
    }

    private int add(int first, int count, Values values) {
        List<double[]> numbers = new ArrayList<>();
        int[] outputs = view.outputs();
        for (int i = 0; i < outputs.length; i++) {
            INDArray output = plan.isRandom(outputs[i]) ? values.get(outputs[i]) : fixed.get(outputs[i]);
            numbers.add(Backend.current().transfer().doubles(output));
            if (statistics.size() == i) {
                OutputLayout layout = view.layouts().get(i);
                statistics.add(new RunningStatistics(
                        settings.outputs == null ? layout : layout.as(settings.outputs), output, settings.keepSamples));
            }
        }
        int done = first;
        while (done < first + count && !isConverged(done)) {
            for (int i = 0; i < outputs.length; i++) {
                statistics.get(i).add(numbers.get(i), plan.isRandom(outputs[i]) ? done - first : 0);
            }
            done++;
        }
        return done;
    }

    private boolean isConverged(int done) {
        return settings.tolerance > 0
                && done >= FEWEST_FOR_CONVERGENCE
                && statistics.stream().allMatch(output -> output.standardError() <= settings.tolerance);
    }

    @Override
    public void close() {
        fixed.close();
        pass.close();
        view.clear();
    }
}
