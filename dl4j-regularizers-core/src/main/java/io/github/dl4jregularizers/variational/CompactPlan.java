package io.github.dl4jregularizers.variational;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;

/** Decides which channels of a network can be removed without a change of its outputs at inference. */
final class CompactPlan {

    /** In topological order, by name. */
    private final Map<String, CompactStep> steps;

    private final Map<String, GraphVertex> vertices;
    private final Set<String> outputs;

    /**
     * Analyzes a network.
     *
     * @param steps in topological order
     * @param vertices vertices that are no layers
     * @param outputs names of the steps that are outputs of the network
     */
    CompactPlan(Collection<CompactStep> steps, Map<String, GraphVertex> vertices, Set<String> outputs) {
        this.steps = new LinkedHashMap<>();
        steps.forEach(step -> this.steps.put(step.name, step));
        this.vertices = vertices;
        this.outputs = outputs;
        steps.forEach(this::foldGates);
        steps.forEach(this::connect);
        outputs.forEach(name -> pin(this.steps.get(name), name + ": output of the network"));
        boolean removed = true;
        while (removed) {
            removed = false;
            for (CompactStep step : steps) {
                removed |= step.weights != null && removeFrom(step.written.space);
            }
        }
    }

    Collection<CompactStep> steps() {
        return steps.values();
    }

    /** The reasons why layers keep all their channels, one per space. */
    List<String> leftAlone() {
        return steps.values().stream()
                .filter(step -> step.weights != null && !outputs.contains(step.name))
                .map(step ->
                        Optional.ofNullable(step.written.space.pinned()).map(reason -> step.name + " (" + reason + ")"))
                .flatMap(Optional::stream)
                .collect(Collectors.toList());
    }

    private static void pin(CompactStep step, String reason) {
        if (step.written != null) {
            step.written.space.pin(reason);
        }
    }

    /** Sets what a step reads and writes, and its constant outputs. */
    private void connect(CompactStep step) {
        if (step.inputs.isEmpty()) {
            return;
        }
        if (step.conf == null) {
            connectVertex(step);
            return;
        }
        step.read();
        if (step.weights != null && step.read != null && step.weights.inputs() != step.read.count()) {
            pinInputs(step, "number of inputs");
            step.read = null;
        }
        if (step.weights != null) {
            step.written = Features.of(new ChannelSpace(step.weights.units()));
            step.constants = step.weights.constants(
                    step.read == null ? CompactStep.unknown(step.weights.inputs()) : step.readConstants);
            if (!step.weights.isElementwise()) {
                step.written.space.pin(step.name + ": softmax");
            }
        } else if (CompactRules.isChannelwise(step.conf)) {
            if (step.read != null) {
                step.written = step.read;
                step.constants = CompactRules.constants(step);
            }
        } else {
            pinInputs(step, step.conf.getClass().getSimpleName());
        }
    }

    private void connectVertex(CompactStep step) {
        GraphVertex vertex = vertices.get(step.name);
        List<CompactStep> inputs = step.inputs;
        Features first = inputs.get(0).written;
        boolean isTied = vertex instanceof ElementWiseVertex
                && first != null
                && inputs.stream().allMatch(input -> input.written != null && input.written.hasLayoutOf(first));
        if (isTied) {
            inputs.forEach(input -> first.space.tie(input.written.space));
            step.written = first;
            step.constants = CompactRules.constants((ElementWiseVertex) vertex, inputs);
        } else {
            pinInputs(step, vertex.getClass().getSimpleName());
        }
    }

    private static void pinInputs(CompactStep step, String reason) {
        step.inputs.forEach(input -> pin(input, step.name + ": " + reason));
    }

    /** Multiplies gates into the weights after them, where only weights, noise and pooling follow. */
    private void foldGates(CompactStep step) {
        if (!(step.conf instanceof L0Gates)) {
            return;
        }
        Map<CompactStep, Boolean> readers = new LinkedHashMap<>();
        if (!outputs.contains(step.name) && collectReaders(step, false, readers)) {
            double[] gates = CompactRules.gates(step);
            readers.forEach((reader, areChannelsLast) -> {
                double[] factors = new double[reader.weights.inputs()];
                int positions = factors.length / gates.length;
                Arrays.setAll(factors, i -> gates[areChannelsLast ? i % gates.length : i / positions]);
                reader.weights.scale(factors);
            });
            step.isFolded = true;
        }
    }

    /** Collects the layers with weights that read a step; false if there is another reader. */
    private boolean collectReaders(CompactStep step, boolean areChannelsLast, Map<CompactStep, Boolean> readers) {
        List<CompactStep> next = steps.values().stream()
                .filter(reader -> reader.inputs.contains(step))
                .collect(Collectors.toList());
        for (CompactStep reader : next) {
            boolean flattens = reader.preProcessor instanceof CnnToFeedForwardPreProcessor;
            if (reader.conf == null || reader.preProcessor != null && !flattens) {
                return false;
            }
            boolean last = areChannelsLast
                    || flattens && ((CnnToFeedForwardPreProcessor) reader.preProcessor).getFormat() == CNN2DFormat.NHWC;
            if (reader.weights != null) {
                readers.put(reader, last);
            } else if (!CompactRules.isHomogeneous(reader.conf)
                    || outputs.contains(reader.name)
                    || !collectReaders(reader, last, readers)) {
                return false;
            }
        }
        return !next.isEmpty();
    }

    /** Removes the channels of a space without effect, but not the last one. */
    private boolean removeFrom(ChannelSpace space) {
        if (space.pinned() != null) {
            return false;
        }
        List<CompactStep> readers = steps.values().stream()
                .filter(step -> step.weights != null && step.read != null && step.read.space.isSame(space))
                .collect(Collectors.toList());
        List<Integer> removable = new ArrayList<>();
        for (int channel : space.alive()) {
            int number = channel;
            if (readers.stream().allMatch(reader -> isWithoutEffect(reader, number))) {
                removable.add(channel);
            }
        }
        if (removable.size() == space.alive().length) {
            removable.remove(0);
        }
        removable.forEach(channel -> {
            readers.forEach(reader -> fold(reader, channel));
            space.remove(channel);
        });
        return !removable.isEmpty();
    }

    private static boolean isWithoutEffect(CompactStep reader, int channel) {
        for (int feature = 0; feature < reader.read.count(); feature++) {
            if (reader.read.channel(feature) == channel) {
                double constant = reader.readConstants[feature];
                boolean isFoldable = constant == 0 || !Double.isNaN(constant) && reader.weights.canFold();
                if (!isFoldable && !isUnread(reader, feature)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isUnread(CompactStep reader, int feature) {
        return Arrays.stream(reader.written.space.alive()).allMatch(unit -> reader.weights.isZero(feature, unit));
    }

    private static void fold(CompactStep reader, int channel) {
        for (int feature = 0; feature < reader.read.count(); feature++) {
            double constant = reader.readConstants[feature];
            if (reader.read.channel(feature) == channel && !Double.isNaN(constant) && constant != 0) {
                reader.weights.fold(feature, constant);
            }
        }
    }
}
