package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.function.IntFunction;
import org.bytedeco.javacpp.Pointer;

/** Copies between orders and types. */
final class Copies {

    private Copies() {}

    /** Copies chunk by chunk. */
    static void copy(Operand from, Operand to, Assembly assembly) {
        copy(from, from.layout()::withExamples, to, to.layout()::withExamples, assembly);
    }

    /** Copies parts of arrays, described for each number of examples. */
    static void copy(
            Operand from, IntFunction<Layout> fromPart, Operand to, IntFunction<Layout> toPart, Assembly assembly) {
        assembly.call(
                assembly.kernel(examples ->
                        Primitive.reorder(fromPart.apply(examples), toPart.apply(examples), null, assembly.handles())),
                Argument.part(DNNL_ARG_SRC, from, fromPart),
                Argument.part(DNNL_ARG_DST, to, toPart));
    }

    /** Sets an array to 0. */
    static void clear(Operand array, Assembly assembly) {
        long bytes = array.layout().exampleBytes();
        assembly.task((run, worker, chunk, examples) ->
                Pointer.memset(worker.pointer().at(array.address(run, worker.index(), chunk)), 0, bytes * examples));
    }
}
