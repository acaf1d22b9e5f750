package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.BytePointer;

/** A primitive with native memory objects, for use by one thread. */
final class BoundCall {

    private final Primitive primitive;
    private final Operand[] operands;
    private final dnnl_memory[] memories;
    private final long[] addresses;
    private final dnnl_exec_arg_t arguments;
    private BytePointer ownScratchpad;

    BoundCall(Primitive primitive, List<Argument> given, Operand scratchpad, int examples, Handles handles) {
        this.primitive = primitive;
        Layout needed = primitive.scratchpad();
        int count = given.size() + (needed == null ? 0 : 1);
        operands = new Operand[count];
        memories = new dnnl_memory[count];
        addresses = new long[count];
        arguments = new dnnl_exec_arg_t(count);
        handles.add(arguments::close);
        for (int i = 0; i < given.size(); i++) {
            Argument argument = given.get(i);
            add(i, argument.role(), argument.layout(examples), argument.operand(), handles);
        }
        if (needed != null) {
            boolean fits = scratchpad != null && scratchpad.layout().bytes() >= needed.bytes();
            add(count - 1, DNNL_ARG_SCRATCHPAD, needed, fits ? scratchpad : null, handles);
            if (!fits) {
                ownScratchpad = new BytePointer(needed.bytes());
                handles.add(ownScratchpad::close);
                set(count - 1, ownScratchpad.address(), new Address(0));
            }
        }
    }

    private void add(int index, int role, Layout layout, Operand operand, Handles handles) {
        dnnl_memory memory = new dnnl_memory();
        OneDnnException.check(
                dnnl_memory_create(memory, layout.descriptor(), OneDnnLibrary.engine(), null), "dnnl_memory_create");
        handles.add(() -> dnnl_memory_destroy(memory));
        memories[index] = memory;
        operands[index] = operand;
        arguments.getPointer(index).arg(role).memory(memory);
    }

    private void set(int index, long address, Address pointer) {
        OneDnnException.check(
                dnnl_memory_set_data_handle(memories[index], pointer.at(address)), "dnnl_memory_set_data_handle");
        addresses[index] = address;
    }

    void execute(Run run, Worker worker, int chunk) {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] != null) {
                long address = operands[i].address(run, worker, chunk);
                if (address != addresses[i]) {
                    set(i, address, worker.pointer());
                }
            }
        }
        OneDnnException.check(
                dnnl_primitive_execute(primitive.handle(), worker.stream(), operands.length, arguments),
                "dnnl_primitive_execute");
    }
}
