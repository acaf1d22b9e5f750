package io.github.dl4jregularizers.cpu.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Executes a kernel on its operands. Native objects are made in the first execution, one set per thread and chunk size.
 */
final class Call implements Task {

    private final Kernel kernel;
    private final List<Argument> arguments;
    private final Supplier<Operand> scratchpad;
    private final Handles handles;
    private final Map<Long, BoundCall> bound = new ConcurrentHashMap<>();

    /**
     * A call.
     *
     * @param scratchpad memory that kernels may use, known when the program is complete
     */
    Call(Kernel kernel, List<Argument> arguments, Supplier<Operand> scratchpad, Handles handles) {
        this.kernel = kernel;
        this.arguments = arguments;
        this.scratchpad = scratchpad;
        this.handles = handles;
    }

    @Override
    public void run(Run run, Worker worker, int chunk, int examples) {
        long key = (long) worker.index() << 32 | examples;
        BoundCall call = bound.get(key);
        if (call == null) {
            call = new BoundCall(kernel.of(examples), arguments, scratchpad.get(), examples, handles);
            bound.put(key, call);
        }
        call.execute(run, worker, chunk);
    }
}
