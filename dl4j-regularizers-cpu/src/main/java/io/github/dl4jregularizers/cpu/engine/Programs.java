package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.BlockLayer;
import io.github.dl4jregularizers.internal.backend.Memory;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The programs of one sequence of layers: one per shape and mode, compiled on demand, the latest kept. Their common
 * memory is what the largest one of them needed that ran since a program was dropped.
 */
final class Programs {

    /** Most programs that are kept. */
    static final int MOST = 6;

    private static final Cleaner CLEANER = Cleaner.create();

    private final List<Layer> layers;
    private final boolean hasInputGradient;
    private final int type;
    private final boolean channelsLast;
    private final List<Layer> maskable;
    private final Arena arena = new Arena();
    private final List<Entry> entries = new ArrayList<>();
    private String refusal;

    Programs(List<Layer> layers, boolean hasInputGradient, int type) {
        this.layers = layers;
        this.hasInputGradient = hasInputGradient;
        this.type = type;
        LayerSteps steps = steps(false);
        channelsLast = steps.hasChannelsLast();
        maskable = steps.maskable();
    }

    private LayerSteps steps(boolean training) {
        return LayerSteps.of(layers, training)
                .orElseThrow(() -> new IllegalStateException("Layers changed after the network was built"));
    }

    Arena arena() {
        return arena;
    }

    /** Number of programs that are kept. */
    int count() {
        return entries.size();
    }

    /** A view with channels first of an array that the network has. */
    INDArray channelsFirst(INDArray array) {
        return channelsLast && array.rank() == 4 ? array.permute(0, 3, 1, 2) : array;
    }

    /** The shape that the network has for a shape with channels first. */
    long[] given(long[] shape) {
        return channelsLast && shape.length == 4 ? new long[] {shape[0], shape[2], shape[3], shape[1]} : shape;
    }

    static boolean isDense(INDArray array) {
        return Memory.isDense(array);
    }

    /** Whether each example lies in one piece, in any order, behind the one before it. */
    static boolean isInOnePiece(INDArray array) {
        if (array.rank() < 2 || array.isEmpty()) {
            return false;
        }
        long[] strides = Arrays.copyOfRange(array.stride(), 1, array.rank());
        long length = 1;
        long expected = 1;
        boolean[] isUsed = new boolean[strides.length];
        for (int i = 0; i < strides.length; i++) {
            length *= array.size(i + 1);
        }
        for (int found = 0; found < strides.length; found++) {
            int next = -1;
            for (int axis = 0; axis < strides.length; axis++) {
                boolean isNext = !isUsed[axis] && (strides[axis] == expected || array.size(axis + 1) == 1);
                next = isNext ? axis : next;
            }
            if (next < 0) {
                return false;
            }
            isUsed[next] = true;
            expected *= array.size(next + 1);
        }
        return array.size(0) == 1 || array.stride(0) == length;
    }

    /** The program for an input; null if there can be none. */
    Program get(INDArray in, boolean training, int threads) {
        if (in.dataType() != DataType.FLOAT || in.isEmpty() || in.rank() != 2 && in.rank() != 4) {
            return refuse("input of type " + in.dataType() + " and rank " + in.rank());
        }
        if (maskable.stream().anyMatch(layer -> layer.getMaskArray() != null)) {
            return refuse("mask");
        }
        long[] shape = Arrays.copyOfRange(in.shape(), 1, in.rank());
        long[] strides = strides(in);
        boolean hasGradients = training && hasGradientViews();
        int examples = Math.toIntExact(in.size(0));
        for (Iterator<Entry> known = entries.iterator(); known.hasNext(); ) {
            Entry entry = known.next();
            if (entry.fits(shape, strides, training, hasGradients, examples, threads)) {
                known.remove();
                entries.add(entry);
                refusal = null;
                return entry.program;
            }
        }
        try {
            Entry entry = new Entry(shape, strides, training, hasGradients);
            entry.compile(examples, threads);
            entries.add(entry);
            if (entries.size() > MOST) {
                entries.remove(0).close();
                arena.close();
            }
            refusal = null;
            return entry.program;
        } catch (OneDnnException | OutOfMemoryError e) {
            return refuse(e.getMessage());
        }
    }

    /** Strides that do not depend on axes of size 1. */
    private static long[] strides(INDArray in) {
        long[] strides = in.stride().clone();
        long length = 1;
        for (int axis = 1; axis < strides.length; axis++) {
            length *= in.size(axis);
        }
        strides[0] = length;
        return strides;
    }

    /** Blocks that select examples in a pass, which depends on the noise that they have at the time. */
    private List<BlockLayer> selecting(boolean training) {
        return layers.stream()
                .filter(BlockLayer.class::isInstance)
                .map(BlockLayer.class::cast)
                .filter(block -> !block.alwaysKeepsBody(training))
                .collect(Collectors.toList());
    }

    private static boolean areSame(List<BlockLayer> some, List<BlockLayer> others) {
        return some.size() == others.size()
                && IntStream.range(0, some.size()).allMatch(i -> some.get(i) == others.get(i));
    }

    private boolean hasGradientViews() {
        return layers.stream().allMatch(layer -> layer.numParams() == 0 || layer.getGradientsViewArray() != null);
    }

    /** Logs why a batch runs layer by layer. */
    Program refuse(String reason) {
        if (refusal == null) {
            EngineRun.logFallback(reason);
        }
        refusal = reason;
        return null;
    }

    @Override
    public String toString() {
        String way = type == Layout.BFLOAT16 ? "by oneDNN in BFLOAT16" : "by oneDNN";
        return refusal == null ? way : "layer by layer: " + refusal;
    }

    private final class Entry {

        private final long[] shape;
        private final long[] strides;
        private final boolean training;
        private final boolean hasGradients;
        private final Handles handles = new Handles();
        private final Cleaner.Cleanable cleanable = CLEANER.register(this, handles);
        private Program program;

        Entry(long[] shape, long[] strides, boolean training, boolean hasGradients) {
            this.shape = shape;
            this.strides = strides;
            this.training = training;
            this.hasGradients = hasGradients;
        }

        boolean fits(
                long[] otherShape,
                long[] otherStrides,
                boolean isTraining,
                boolean wantsGradients,
                int examples,
                int threads) {
            return training == isTraining
                    && areSame(program.selecting(), selecting(training))
                    && hasGradients == wantsGradients
                    && Arrays.equals(shape, otherShape)
                    && Arrays.equals(strides, otherStrides)
                    && program.occupies(examples, threads);
        }

        void compile(int examples, int threads) {
            Compiler.Backward passes = !hasGradients
                    ? Compiler.Backward.NONE
                    : hasInputGradient ? Compiler.Backward.WHOLE : Compiler.Backward.WITHOUT_INPUT;
            try {
                program = Crew.call(() -> new Compiler(steps(training), shape, examples, threads)
                        .compile(strides, channelsLast, type, training, passes, handles));
            } finally {
                if (program == null) {
                    close();
                }
            }
        }

        void close() {
            cleanable.clean();
        }
    }
}
