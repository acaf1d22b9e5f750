package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects the stages of a program and plans its memory. */
final class Assembly {

    private final int chunk;
    private final int chunks;
    private final int threads;
    private final boolean channelsLast;
    private final int type;
    private final boolean training;
    private final Handles handles;
    private final Spans arena = new Spans();
    private final Spans prepared = new Spans();
    private final Spans workers = new Spans();
    private final Map<Value, Reading> readings = new HashMap<>();
    private final Set<Operand> scratch = new HashSet<>();
    private final List<External> externals = new ArrayList<>();
    private final Stages stages = new Stages();
    private int selection = Run.ALL;
    private boolean isBackward;
    private long scratchpadBytes;

    /**
     * For batches of up to chunk * chunks examples.
     *
     * @param threads number of threads that are to have work
     * @param channelsLast whether the network's feature maps have channels last
     * @param type element type of the engine's feature maps
     */
    Assembly(int chunk, int chunks, int threads, boolean channelsLast, int type, boolean training, Handles handles) {
        this.chunk = chunk;
        this.chunks = chunks;
        this.threads = threads;
        this.channelsLast = channelsLast;
        this.type = type;
        this.training = training;
        this.handles = handles;
    }

    int chunk() {
        return chunk;
    }

    int chunks() {
        return chunks;
    }

    int threads() {
        return threads;
    }

    int type() {
        return type;
    }

    boolean isTraining() {
        return training;
    }

    boolean isBackward() {
        return isBackward;
    }

    /** The selection of examples that tasks are added for. */
    int selection() {
        return selection;
    }

    /** Adds work for a selection of examples. */
    <T> T select(int other, Supplier<T> work) {
        int before = selection;
        selection = other;
        try {
            return work.get();
        } finally {
            selection = before;
        }
    }

    Handles handles() {
        return handles;
    }

    /** Whether the network's feature maps have channels last. */
    boolean hasChannelsLast() {
        return channelsLast;
    }

    /** How the network has feature maps, or vectors, of a full chunk. */
    Layout given(long... example) {
        long[] sizes = Layout.batch(chunk, example);
        boolean isLast = channelsLast && sizes.length == 4;
        return isLast ? Layout.channelsLast(Layout.FLOAT, sizes) : Layout.plain(Layout.FLOAT, sizes);
    }

    /** The engine's own order of feature maps, or vectors, in a full chunk. */
    Layout maps(long... example) {
        return own(Layout.batch(chunk, example));
    }

    /** The engine's own order of arrays of a shape. */
    Layout own(long... shape) {
        return shape.length == 4 ? Layout.channelsLast(type, shape) : Layout.plain(type, shape);
    }

    /** An array per batch that lasts until it is freed. */
    Operand stored(Layout perChunk) {
        return Operand.arena(perChunk, arena.take(perChunk.bytes() * chunks), perChunk.bytes());
    }

    /** An array per chunk, for results that are combined later. */
    Operand perChunk(Layout layout) {
        return perPart(layout, chunks);
    }

    /** An array per part of the batch, for results that are combined later. */
    Operand perPart(Layout layout, int parts) {
        long step = Spans.aligned(layout.bytes());
        return Operand.arena(layout, arena.take(step * parts), step);
    }

    /** One array that all chunks read. */
    Operand shared(Layout layout) {
        return Operand.arena(layout, arena.take(layout.bytes()), 0);
    }

    /** One array that a job fills at the start of the pass. */
    Operand prepared(Layout layout) {
        return Operand.prepared(layout, prepared.take(layout.bytes()));
    }

    /** An array of the thread that computes the chunk; it lasts until it is freed, or the stage ends. */
    Operand scratch(Layout perChunk) {
        Operand operand = Operand.worker(perChunk, workers.take(perChunk.bytes()));
        scratch.add(operand);
        return operand;
    }

    /** Frees scratch at once, unless its stage has ended, and arrays in the arena for the stage after so many more. */
    void free(Operand operand, int stagesLater) {
        if (operand.isWorker()) {
            if (scratch.remove(operand)) {
                workers.free(operand.offset());
            }
        } else if (operand.isArena()) {
            arena.freeLater(operand.offset(), stagesLater);
        }
    }

    /** An array of ND4J's of which each chunk takes a part; the supplier is null if each run is given it. */
    Operand externalBatch(Layout perChunk, Supplier<INDArray> array) {
        return external(perChunk, perChunk.exampleBytes() * chunk, array);
    }

    /** An array of ND4J's that all chunks read, or jobs write. */
    Operand external(Layout layout, Supplier<INDArray> array) {
        return external(layout, 0, array);
    }

    private Operand external(Layout layout, long step, Supplier<INDArray> array) {
        externals.add(new External(layout, step > 0, array));
        return Operand.external(layout, externals.size() - 1, step);
    }

    Kernel kernel(IntFunction<Primitive> compiler) {
        return kernel(chunk, compiler);
    }

    /** A kernel for up to so many examples. */
    Kernel kernel(int most, IntFunction<Primitive> compiler) {
        Kernel kernel = new Kernel(most, compiler);
        reserve(kernel);
        return kernel;
    }

    /** A kernel for arrays that have no examples. */
    Kernel kernel(Primitive primitive) {
        return kernel(0, ignored -> primitive);
    }

    private void reserve(Kernel kernel) {
        Layout needed = kernel.full().scratchpad();
        if (needed != null && needed.bytes() > scratchpadBytes) {
            scratchpadBytes = needed.bytes();
        }
    }

    /** Adds a call for each chunk. */
    void call(Kernel kernel, Argument... arguments) {
        task(bind(kernel, arguments));
    }

    /** A call outside the chunks. */
    Job job(Kernel kernel, Argument... arguments) {
        Call call = bind(kernel, arguments);
        return (run, worker) -> call.run(run, worker, 0, 0);
    }

    /** A call that is added to nothing. */
    Call bind(Kernel kernel, Argument... arguments) {
        return new Call(kernel, List.of(arguments), this::scratchpad, handles);
    }

    /** Memory for kernels behind all scratch; its place is known when the program is complete. */
    private Operand scratchpad() {
        return Operand.worker(Layout.plain(Layout.FLOAT, Math.max(1, scratchpadBytes / Float.BYTES)), workers.bytes());
    }

    long workerBytes() {
        return workers.bytes() + Spans.aligned(scratchpadBytes);
    }

    long arenaBytes() {
        return arena.bytes();
    }

    long preparedBytes() {
        return prepared.bytes();
    }

    List<External> externals() {
        return externals;
    }

    void task(Task task) {
        stages.current().add(selection, task);
    }

    /** The stages that follow, and their jobs. */
    Stages stages() {
        return stages;
    }

    /** Does a job when all chunks have done what was added so far; what is added later waits for it. */
    void barrier(Job job) {
        stages.current().after().add(job);
        nextStage();
    }

    private void nextStage() {
        List.copyOf(readings.keySet()).forEach(this::forget);
        stages.next();
        workers.clear();
        scratch.clear();
        arena.nextStage();
    }

    /** The values in this stage's memory; they are computed if they are not there. */
    Reading reading(Value value) {
        Reading known = readings.get(value);
        if (known == null) {
            known = select(value.selection(), () -> value.derive(this));
            readings.put(value, known);
        }
        return known;
    }

    /** Frees scratch that holds the values. */
    void forget(Value value) {
        Reading reading = readings.remove(value);
        if (reading != null) {
            reading.free(this);
        }
    }

    /** Ends the forward or backward pass, and returns its stages. */
    List<Stage> finish() {
        do {
            nextStage();
        } while (stages.hasWork());
        isBackward = true;
        prepared.clear();
        return stages.take();
    }
}
