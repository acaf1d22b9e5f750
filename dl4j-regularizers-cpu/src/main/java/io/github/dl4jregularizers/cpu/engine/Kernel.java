package io.github.dl4jregularizers.cpu.engine;

import java.util.function.IntFunction;

/** One operation, compiled for each number of examples that a chunk has. */
final class Kernel {

    private final Primitive[] primitives;
    private final IntFunction<Primitive> compiler;

    /**
     * Compiles for full chunks at once, for smaller ones on demand.
     *
     * @param fullChunk number of examples of a full chunk
     * @param compiler compiles for a number of examples
     */
    Kernel(int fullChunk, IntFunction<Primitive> compiler) {
        this.compiler = compiler;
        primitives = new Primitive[fullChunk + 1];
        primitives[fullChunk] = compiler.apply(fullChunk);
    }

    Primitive full() {
        return primitives[primitives.length - 1];
    }

    synchronized Primitive of(int examples) {
        if (primitives[examples] == null) {
            primitives[examples] = compiler.apply(examples);
        }
        return primitives[examples];
    }
}
