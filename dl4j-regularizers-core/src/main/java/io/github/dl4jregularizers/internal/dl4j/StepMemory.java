package io.github.dl4jregularizers.internal.dl4j;

import java.util.function.Function;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Workspaces for a pass through a sequence of steps, as a network has them for its layers. A step's working memory
 * lasts as long as the step, and its result until the end of the next step. The last result is in the workspace of the
 * given manager.
 */
public final class StepMemory implements AutoCloseable {

    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.02)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .policySpill(SpillPolicy.REALLOCATE)
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .build();

    private final LayerWorkspaceMgr given;
    private final ArrayType working;
    private final ArrayType results;
    private final String prefix;
    private final MemoryWorkspace around = Nd4j.getMemoryManager().getCurrentWorkspace();
    private MemoryWorkspace before;
    private int steps;

    /**
     * Opens the workspaces of one pass.
     *
     * @param working type of the arrays that last as long as a step
     * @param results type of the steps' results; null if they last as long as the given manager has it
     */
    public StepMemory(LayerWorkspaceMgr given, ArrayType working, ArrayType results) {
        this.given = given;
        this.working = working;
        this.results = results;
        int depth = 0;
        while (isOpen(prefix(depth) + working)) {
            depth++;
        }
        prefix = prefix(depth);
    }

    private static String prefix(int depth) {
        return "WS_STEPS_" + depth + "_";
    }

    private static boolean isOpen(String workspace) {
        return Nd4j.getWorkspaceManager().checkIfWorkspaceExistsAndActive(workspace);
    }

    /** Runs the next step with its manager, and returns the result. */
    public INDArray next(boolean isLast, Function<LayerWorkspaceMgr, INDArray> step) {
        LayerWorkspaceMgr own = copy(given);
        MemoryWorkspace result =
                isLast || results == null ? null : opened(own, results, prefix + results + steps++ % 2);
        MemoryWorkspace during = opened(own, working, prefix + working);
        try {
            return step.apply(own);
        } finally {
            close(during);
            close(before);
            before = result;
        }
    }

    private static LayerWorkspaceMgr copy(LayerWorkspaceMgr manager) {
        LayerWorkspaceMgr.Builder copy = LayerWorkspaceMgr.builder();
        for (ArrayType type : ArrayType.values()) {
            if (manager.isScopedOut(type)) {
                copy.noWorkspaceFor(type);
            } else if (manager.hasConfiguration(type)) {
                copy.with(type, manager.getWorkspaceName(type), manager.getConfiguration(type));
            }
        }
        LayerWorkspaceMgr copied = copy.build();
        copied.setHelperWorkspacePointers(manager.getHelperWorkspacePointers());
        return copied;
    }

    /** Null if arrays of the type are in no workspace. */
    private MemoryWorkspace opened(LayerWorkspaceMgr manager, ArrayType type, String name) {
        if (manager.isScopedOut(type)) {
            return null;
        }
        manager.setWorkspace(type, name, CONFIGURATION);
        MemoryWorkspace opened = manager.notifyScopeEntered(type);
        // Results close in the order in which they opened, so that none can lead back to the one before it.
        opened.setPreviousWorkspace(around);
        return opened;
    }

    private static void close(MemoryWorkspace workspace) {
        if (workspace != null) {
            workspace.close();
        }
    }

    @Override
    public void close() {
        close(before);
    }
}
