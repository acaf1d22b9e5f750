package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.BlockLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The stages of a forward pass, and of a backward pass if it is for training, for batches up to a size. */
final class Program {

    /** Numbers of the arrays that a caller gives in each pass. */
    static final int INPUT = 0;

    static final int OUTPUT = 1;
    static final int OUTPUT_GRADIENT = 2;
    static final int INPUT_GRADIENT = 3;

    private final int chunk;
    private final int capacity;
    private final List<Stage> forward;
    private final List<Stage> backward;
    private final List<External> externals;
    private final int forwardExternals;
    private final long arenaBytes;
    private final long preparedBytes;
    private final long workerBytes;
    private final long[] outputShape;
    private final List<BlockLayer> selecting;
    private final List<Drawing> drawings;

    Program(
            int capacity,
            Assembly assembly,
            List<Stage> forward,
            List<Stage> backward,
            int forwardExternals,
            long[] outputShape,
            List<BlockLayer> selecting,
            List<Drawing> drawings) {
        this.capacity = capacity;
        this.forward = forward;
        this.backward = backward;
        this.forwardExternals = forwardExternals;
        this.outputShape = outputShape;
        this.selecting = selecting;
        this.drawings = drawings;
        chunk = assembly.chunk();
        externals = assembly.externals();
        arenaBytes = assembly.arenaBytes();
        preparedBytes = assembly.preparedBytes();
        workerBytes = assembly.workerBytes();
    }

    boolean hasBackward() {
        return backward != null;
    }

    /** Whether it can take a batch, and has work for as many threads. */
    boolean occupies(int examples, int threads) {
        return examples <= capacity && (examples + chunk - 1) / chunk >= Math.min(examples, threads);
    }

    long[] outputShape(long examples) {
        long[] shape = outputShape.clone();
        shape[0] = examples;
        return shape;
    }

    /** A run of the forward pass, ready but for the caller's arrays. */
    Run start(int examples, Arena arena, int threads) {
        if (examples > capacity) {
            throw new IllegalArgumentException("A batch of " + examples + " is larger than " + capacity);
        }
        arena.require(arenaBytes, preparedBytes, workerBytes, threads);
        return new Run(chunk, examples, arena, externals.size(), selecting.size());
    }

    /** The blocks that select the examples of their bodies. The block at index i decides selection i + 1. */
    List<BlockLayer> selecting() {
        return selecting;
    }

    /** The arrays of parameters that the forward pass reads. */
    Stream<INDArray> parameters() {
        return externals.subList(INPUT_GRADIENT + 1, forwardExternals).stream()
                .map(External::array)
                .filter(Objects::nonNull);
    }

    /** Steps that draw in each pass, in the order of the layers. */
    List<Drawing> drawings() {
        return drawings;
    }

    /** Gives a run one of the caller's arrays. */
    void bind(Run run, int index, INDArray array) {
        if (array.wasClosed()) {
            throw new IllegalStateException("The network, or an array that it was given, was closed");
        }
        External external = externals.get(index);
        Layout layout = external.layout();
        long needed = external.bytes(run.examples(Run.ALL));
        if (array.dataType() != DataType.FLOAT || array.length() * Float.BYTES < needed) {
            throw new IllegalArgumentException("Array " + index + " has " + array.length() + " values of type "
                    + array.dataType() + ", and " + layout + " needs " + needed + " bytes");
        }
        for (int axis = 0; external.isBatch() && axis < layout.rank(); axis++) {
            if (array.size(axis) > 1 && array.stride(axis) != layout.stride(axis)) {
                throw new IllegalArgumentException("Array " + index + " has strides " + Arrays.toString(array.stride())
                        + ", not those of " + layout);
            }
        }
        run.setExternal(index, array.data().addressPointer().address());
    }

    void forward(Run run, int threads) {
        bindParameters(run, forwardExternals);
        Crew.run(forward, run, threads);
    }

    void backward(Run run, int threads) {
        bindParameters(run, externals.size());
        Crew.run(backward, run, threads);
    }

    private void bindParameters(Run run, int end) {
        for (int i = INPUT_GRADIENT + 1; i < end; i++) {
            INDArray array = externals.get(i).array();
            if (array != null) {
                bind(run, i, array);
            }
        }
    }
}
