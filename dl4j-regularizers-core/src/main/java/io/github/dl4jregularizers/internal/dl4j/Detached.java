package io.github.dl4jregularizers.internal.dl4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Creates arrays outside the workspaces that are open in the thread. */
public final class Detached {

    private Detached() {}

    @SuppressWarnings("try") // The scope is used by being open.
    public static INDArray of(Supplier<INDArray> array) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return array.get();
        }
    }
}
