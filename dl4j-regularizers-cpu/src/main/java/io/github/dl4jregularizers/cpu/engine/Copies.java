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

    /** Copies to an array of the whole batch, which is freed after so many stages. */
    static Operand kept(Operand values, int stages, Assembly assembly) {
        Operand copy = assembly.stored(values.layout());
        copy(values, copy, assembly);
        assembly.free(copy, stages);
        return copy;
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

    /** Copies passing values to an array of the whole batch, and frees them. */
    static Operand lasting(Operand passing, Assembly assembly) {
        Operand kept = assembly.stored(passing.layout());
        copy(passing, kept, assembly);
        assembly.free(passing, 1);
        return kept;
    }

    /** Adds a part of an array, described for each number of examples, to another array. */
    static void add(Operand from, IntFunction<Layout> fromPart, Operand sum, Assembly assembly) {
        IntFunction<Layout> whole = sum.layout()::withExamples;
        assembly.call(
                assembly.kernel(examples -> Primitive.reorder(
                        fromPart.apply(examples), whole.apply(examples), new PostOps().sum(), assembly.handles())),
                Argument.part(DNNL_ARG_SRC, from, fromPart),
                Argument.part(DNNL_ARG_DST, sum, whole));
    }

    /** Sets an array without examples to 0. */
    static void clear(Operand array, Run run, Worker worker) {
        Pointer.memset(
                worker.pointer().at(array.address(run, worker, 0)),
                0,
                array.layout().bytes());
    }

    /** Copies the selected examples of a chunk to the front of another array. */
    static void gather(Operand from, Operand to, Assembly assembly) {
        int selection = assembly.selection();
        long bytes = from.layout().exampleBytes();
        assembly.task((run, worker, chunk, examples) -> {
            long source = from.address(run, worker, chunk);
            long target = to.address(run, worker, chunk);
            for (int i = 0; i < examples; i++) {
                Pointer.memcpy(
                        worker.pointer().at(target + i * bytes),
                        worker.otherPointer().at(source + run.position(selection, chunk, i) * bytes),
                        bytes);
            }
        });
    }

    /** Fills each example of an array with repetitions of the same example of a smaller one. */
    static void repeat(Operand from, Operand to, Assembly assembly) {
        long part = from.layout().exampleBytes();
        long whole = to.layout().exampleBytes();
        assembly.task((run, worker, chunk, examples) -> {
            for (int i = 0; i < examples; i++) {
                long start = to.address(run, worker, chunk) + i * whole;
                Pointer source = worker.otherPointer().at(from.address(run, worker, chunk) + i * part);
                Pointer.memcpy(worker.pointer().at(start), source, part);
                for (long filled = part; filled < whole; filled *= 2) {
                    Pointer.memcpy(
                            worker.pointer().at(start + filled),
                            worker.otherPointer().at(start),
                            Math.min(filled, whole - filled));
                }
            }
        });
    }

    /** Sets each chunk of an array to 0. */
    static void clear(Operand array, Assembly assembly) {
        long bytes = array.layout().exampleBytes();
        assembly.task((run, worker, chunk, examples) ->
                Pointer.memset(worker.pointer().at(array.address(run, worker, chunk)), 0, bytes * examples));
    }
}
