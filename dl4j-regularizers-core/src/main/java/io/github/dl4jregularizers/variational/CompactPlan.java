package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.residual.DropPathVertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
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
                removed |= step.weights != null && removeFrom(step.units);
            }
        }
    }

    Collection<CompactStep> steps() {
        return steps.values();
    }

    /** The layers with weights, and those inside blocks. */
    List<CompactStep> withWeights() {
        List<CompactStep> all = new ArrayList<>();
        for (CompactStep step : steps.values()) {
            if (step.weights != null) {
                all.add(step);
            } else if (step.branches != null) {
                all.addAll(step.branches.withWeights());
            }
        }
        return all;
    }

    /** The reasons why layers keep all their channels, one per space. */
    List<String> leftAlone() {
        List<String> reasons = new ArrayList<>();
        for (CompactStep step : steps.values()) {
            if (step.weights != null && !outputs.contains(step.name) && step.units.pinned() != null) {
                reasons.add(step.name + " (" + step.units.pinned() + ")");
            } else if (step.branches != null) {
                reasons.addAll(step.branches.leftAlone());
            } else if (step.weights == null && !outputs.contains(step.name) && CompactRules.hasUnits(step.conf)) {
                reasons.add(step.name + " (" + step.conf.getClass().getSimpleName() + ")");
            }
        }
        return reasons;
    }

    private static void pin(CompactStep step, String reason) {
        if (step.written != null) {
            step.written.pin(reason);
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
            step.units = new ChannelSpace(step.weights.units());
            step.written = Features.of(step.units, step.weights.axis());
            step.constants = step.weights.constants(
                    step.read == null ? CompactStep.unknown(step.weights.inputs()) : step.readConstants);
            if (!step.weights.isElementwise()) {
                step.units.pin(step.name + ": softmax");
            }
        } else if (CompactRules.isChannelwise(step.conf)) {
            if (step.read != null) {
                step.written = step.read.along(CompactRules.axis(step));
                step.constants = CompactRules.constants(step);
            }
        } else {
            pinInputs(step, step.conf.getClass().getSimpleName());
        }
    }

    private void connectVertex(CompactStep step) {
        GraphVertex vertex = vertices.get(step.name);
        List<CompactStep> inputs = step.inputs;
        boolean areKnown = inputs.stream().allMatch(input -> input.written != null);
        if (areKnown && isTied(vertex, inputs)) {
            Features first = inputs.get(0).written;
            inputs.forEach(input -> first.tie(input.written));
            step.written = first;
            step.constants = CompactRules.constants((ElementWiseVertex) vertex, inputs);
        } else if (areKnown && isMerged(vertex, inputs)) {
            step.written =
                    Features.merged(inputs.stream().map(input -> input.written).collect(Collectors.toList()));
            step.constants = inputs.stream()
                    .flatMapToDouble(input -> Arrays.stream(input.constants))
                    .toArray();
        } else if (areKnown && vertex instanceof DropPathVertex) {
            step.written = inputs.get(0).written;
            step.constants = inputs.get(0).constants;
        } else {
            pinInputs(step, vertex.getClass().getSimpleName());
        }
    }

    private static boolean isTied(GraphVertex vertex, List<CompactStep> inputs) {
        return vertex instanceof ElementWiseVertex
                && inputs.stream().allMatch(input -> input.written.hasLayoutOf(inputs.get(0).written));
    }

    /** Tests for a concatenation of channels. */
    private static boolean isMerged(GraphVertex vertex, List<CompactStep> inputs) {
        return vertex.getClass() == MergeVertex.class
                && inputs.stream()
                        .allMatch(input -> !input.written.isFlattened()
                                && input.written.axis() == ((MergeVertex) vertex).getMergeAxis());
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
                .filter(step -> step.weights != null && step.read != null && step.read.contains(space))
                .collect(Collectors.toList());
        List<CompactStep> writers = steps.values().stream()
                .filter(step -> step.weights != null && step.units.isSame(space))
                .collect(Collectors.toList());
        List<Integer> removable = new ArrayList<>();
        for (int channel : space.alive()) {
            int number = channel;
            if (readers.stream().allMatch(reader -> isWithoutEffect(reader, space, number))
                    && writers.stream().allMatch(writer -> isUnreadByItself(writer, number))) {
                removable.add(channel);
            }
        }
        if (removable.size() == space.alive().length) {
            removable.remove(0);
        }
        removable.forEach(channel -> {
            readers.forEach(reader -> fold(reader, space, channel));
            space.remove(channel);
        });
        return !removable.isEmpty();
    }

    private static boolean isWithoutEffect(CompactStep reader, ChannelSpace space, int channel) {
        for (int feature = 0; feature < reader.read.count(); feature++) {
            if (reader.read.is(feature, space, channel)) {
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
        return Arrays.stream(reader.aliveUnits()).allMatch(unit -> reader.weights.isZero(feature, unit));
    }

    /** A recurrent layer reads its own units at the next time step. */
    private static boolean isUnreadByItself(CompactStep writer, int channel) {
        return writer.constants[channel] == 0
                || Arrays.stream(writer.aliveUnits())
                        .allMatch(unit -> unit == channel || writer.weights.isRecurrentZero(channel, unit));
    }

    private static void fold(CompactStep reader, ChannelSpace space, int channel) {
        for (int feature = 0; feature < reader.read.count(); feature++) {
            double constant = reader.readConstants[feature];
            if (reader.read.is(feature, space, channel) && !Double.isNaN(constant) && constant != 0) {
                reader.weights.fold(feature, constant);
            }
        }
    }
}
