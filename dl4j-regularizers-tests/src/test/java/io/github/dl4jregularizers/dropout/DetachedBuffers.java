package io.github.dl4jregularizers.dropout;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.Deallocatable;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Records every array of numbers that ND4J's CPU backend allocates outside workspaces: ND4J registers its buffer for
 * deallocation. Shapes (integers) and the scalars of operations are excluded.
 *
 * <p>While open, it replaces ND4J's registry, and forwards its calls.
 */
final class DetachedBuffers extends DeallocatorService implements AutoCloseable {

    private final DeallocatorService original = Nd4j.getDeallocatorService();
    private final Thread watched = Thread.currentThread();
    private final List<String> seen = new ArrayList<>();

    DetachedBuffers() {
        install(this);
    }

    /** The allocations of the creating thread since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(seen);
        seen.clear();
        return taken;
    }

    @Override
    public void pickObject(Deallocatable allocated) {
        if (Thread.currentThread() == watched && isDetached(allocated)) {
            DataBuffer buffer = (DataBuffer) allocated;
            seen.add(buffer.length() + " of " + buffer.dataType());
        }
        original.pickObject(allocated);
    }

    private static boolean isDetached(Deallocatable allocated) {
        if (!(allocated instanceof DataBuffer)) {
            return false;
        }
        DataBuffer buffer = (DataBuffer) allocated;
        return !buffer.isAttached()
                && buffer.originalDataBuffer() == null
                && buffer.dataType().isFPType()
                && buffer.length() > 1;
    }

    @Override
    public long nextValue() {
        return original.nextValue();
    }

    @Override
    public void close() {
        install(original);
    }

    private static void install(DeallocatorService service) {
        try {
            Field field = Nd4j.class.getDeclaredField("deallocatorService");
            field.setAccessible(true);
            field.set(null, service);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("ND4J keeps its registry elsewhere", e);
        }
    }
}
