package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** Outputs of paths from one input side by side: the channels of the first path, of the second one, and so on. */
final class ConcatenationStep implements Step {

    /** Null for the identity. */
    private final List<Chain> paths;

    private final boolean channelsLast;
    private final List<Part> parts = new ArrayList<>();

    /**
     * A step.
     *
     * @param paths two or more, null for the identity
     * @param channelsLast whether the channels are the last axis of the network's arrays
     */
    ConcatenationStep(List<Chain> paths, boolean channelsLast) {
        this.paths = paths;
        this.channelsLast = channelsLast;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        long[] whole = null;
        for (Chain path : paths) {
            long[] part = path == null ? inputShape : path.outputShape(inputShape);
            if (whole == null) {
                whole = part.clone();
            } else if (Arrays.equals(whole, 1, whole.length, part, 1, part.length)) {
                whole[0] += part[0];
            } else {
                throw new OneDnnException(
                        "Paths of a concatenation give " + Arrays.toString(whole) + " and " + Arrays.toString(part));
            }
        }
        return whole;
    }

    @Override
    public long largest(long[] inputShape) {
        LongStream ofPaths = paths.stream().mapToLong(path -> path == null ? 0 : path.largest(inputShape));
        return Math.max(Step.super.largest(inputShape), ofPaths.max().orElseThrow());
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        Layout layout = assembly.maps(outputShape(input.layout().exampleShape()));
        if (layout.rank() == 4 && channelsLast != assembly.hasChannelsLast()) {
            throw new OneDnnException("A concatenation has another data format than the layers around it");
        }
        Operand result = assembly.isTraining() ? assembly.stored(layout) : assembly.scratch(layout);
        long channel = 0;
        for (Chain path : paths) {
            Value values = path == null ? input : path.forward(input, assembly);
            Part part = new Part(path, channel, values.layout());
            parts.add(part);
            Copies.copy(
                    values.read(assembly),
                    part.layout::withExamples,
                    result.fromChannel(channel),
                    count -> part.of(layout, count),
                    assembly);
            channel += part.layout.size(1);
            if (!assembly.isTraining() && values != input) {
                assembly.forget(values);
            }
        }
        return assembly.isTraining() ? Value.stored(result) : Value.passing(result, assembly);
    }

    /**
     * Paths that end a stage come first. What later ones need is kept, because scratch does not last. Paths without
     * layers come last: their part of the gradient is added to the sum in place.
     */
    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        List<Part> order = new ArrayList<>(parts);
        order.sort(Comparator.comparingInt(Part::rank));
        long barriers = parts.stream().filter(part -> part.rank() == 0).count();
        if (barriers > 0) {
            order.subList(1, order.size()).forEach(part -> part.keep(gradient, assembly));
        }
        Operand sum = null;
        for (Part part : order) {
            if (part.path == null) {
                part.addTo(sum, gradient, assembly);
                continue;
            }
            Operand own = part.own(gradient, assembly);
            Operand ofInput = part.path.backward(own, assembly);
            assembly.free(own, 1);
            if (sum == null) {
                sum = barriers > 1 ? Copies.lasting(ofInput, assembly) : ofInput;
            } else {
                Copies.add(ofInput, ofInput.layout()::withExamples, sum, assembly);
                assembly.free(ofInput, 1);
            }
        }
        return sum;
    }

    @Override
    public boolean isBarrier() {
        return paths.stream().anyMatch(path -> path != null && path.isBarrier());
    }

    /** The channels of one path. */
    private static final class Part {

        private final Chain path;
        private final long channel;
        private final Layout layout;
        private Operand kept;

        /**
         * A part.
         *
         * @param channel number of the first channel
         * @param layout of the path's output
         */
        private Part(Chain path, long channel, Layout layout) {
            this.path = path;
            this.channel = channel;
            this.layout = layout;
        }

        /** Position in the order of the backward pass. */
        private int rank() {
            return path == null ? 2 : path.isBarrier() ? 0 : 1;
        }

        /** The layout of the part in the whole. */
        private Layout of(Layout whole, int examples) {
            return whole.withExamples(examples).firstChannels(layout.size(1));
        }

        private Operand copied(Operand gradient, Operand copy, Assembly assembly) {
            Copies.copy(
                    gradient.fromChannel(channel),
                    examples -> of(gradient.layout(), examples),
                    copy,
                    layout::withExamples,
                    assembly);
            return copy;
        }

        /** Keeps the part beyond the stage. */
        private void keep(Operand gradient, Assembly assembly) {
            kept = copied(gradient, assembly.stored(layout), assembly);
        }

        /** The part in one piece. */
        private Operand own(Operand gradient, Assembly assembly) {
            return kept == null ? copied(gradient, assembly.scratch(layout), assembly) : kept;
        }

        private void addTo(Operand sum, Operand gradient, Assembly assembly) {
            if (kept == null) {
                Copies.add(gradient.fromChannel(channel), examples -> of(gradient.layout(), examples), sum, assembly);
            } else {
                Copies.add(kept, layout::withExamples, sum, assembly);
                assembly.free(kept, 1);
            }
        }
    }
}
