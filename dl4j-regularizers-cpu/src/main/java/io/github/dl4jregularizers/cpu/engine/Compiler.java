package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.BlockLayer;
import java.util.Arrays;
import java.util.List;

/** Compiles programs for steps, for one shape of input. */
final class Compiler {

    /** Bytes of the largest array of a chunk: two or three such arrays fit the cache of a processor core. */
    private static final long CHUNK_BYTES = 1 << 20;

    /** What a backward pass computes. */
    enum Backward {
        NONE,
        /** The gradients with respect to parameters only. */
        WITHOUT_INPUT,
        WHOLE
    }

    private final Chain chain;
    private final List<BlockLayer> selecting;
    private final List<Drawing> drawings;
    private final long[] shape;
    private final int capacity;
    private final int chunk;
    private final int threads;

    /**
     * For batches up to a size.
     *
     * @param shape shape of one example of the input, channels first
     * @param capacity number of examples
     * @param threads number of threads that are to have work
     */
    Compiler(LayerSteps steps, long[] shape, int capacity, int threads) {
        chain = steps.chain();
        selecting = steps.selecting();
        drawings = steps.drawings();
        this.shape = shape;
        this.capacity = capacity;
        this.threads = threads;
        long bytes = Math.max(chain.largest(shape), product(shape)) * Float.BYTES;
        int pieces = threads == 1 ? 1 : 2 * threads;
        long fair = (capacity + pieces - 1L) / pieces;
        chunk = Math.toIntExact(Math.max(1, Math.min(CHUNK_BYTES / Math.max(1, bytes), fair)));
    }

    private static long product(long[] sizes) {
        return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    }

    /**
     * Compiles.
     *
     * @param strides of the input array, in elements; examples lie in one piece
     * @param type element type of the feature maps between input and output
     * @param training whether to keep what a backward pass needs
     * @param passes what to compile of the backward pass
     */
    Program compile(
            long[] strides, boolean channelsLast, int type, boolean training, Backward passes, Handles handles) {
        int chunks = (capacity + chunk - 1) / chunk;
        Assembly assembly = new Assembly(chunk, chunks, threads, channelsLast, type, training, handles);
        long[] outputShape = chain.outputShape(shape);
        Layout given = Layout.strided(Layout.FLOAT, Layout.batch(chunk, shape), strides);
        Layout wanted = assembly.given(outputShape);
        Layout ofInput = assembly.given(shape);
        Operand input = assembly.externalBatch(given, null);
        Operand output = assembly.externalBatch(wanted, null);
        Operand epsilon = assembly.externalBatch(wanted, null);
        Operand gradient = assembly.externalBatch(ofInput, null);
        Value first = ordered(input, assembly);
        Value last = chain.forward(first, assembly);
        Copies.copy(last.read(assembly), output, assembly);
        List<Stage> forward = assembly.finish();
        int forwardExternals = assembly.externals().size();
        List<Stage> backward = null;
        if (training && passes != Backward.NONE) {
            Operand ordered = ordered(epsilon, assembly).read(assembly);
            if (passes == Backward.WHOLE) {
                Copies.copy(chain.backward(ordered, assembly), gradient, assembly);
            } else {
                chain.backwardParameters(ordered, assembly);
            }
            backward = assembly.finish();
        }
        return new Program(
                capacity,
                assembly,
                forward,
                backward,
                forwardExternals,
                Layout.batch(chunk, outputShape),
                selecting,
                drawings);
    }

    /** A caller's array in the engine's own order and type. */
    private static Value ordered(Operand given, Assembly assembly) {
        Layout own = assembly.own(given.layout().shape());
        if (own.isSame(given.layout())) {
            // The strides of an axis of size 1 differ, and oneDNN's fast kernels accept only its own.
            return Value.stored(given.as(own));
        }
        return Value.derived(own, Run.ALL, later -> {
            Operand copy = later.scratch(own);
            Copies.copy(given, copy, later);
            return Reading.own(copy, null);
        });
    }
}
