package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs steps of a network. Working memory of a layer is in a workspace, which the next layer reuses. Results are
 * outside of it. Measures the memory used. Not thread-safe. {@link #close} destroys the workspace.
 */
final class Pass implements AutoCloseable {

    private static final WorkspaceConfiguration GROWING = WorkspaceConfiguration.builder()
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();

    private final String workspace = "MonteCarloDropout" + System.identityHashCode(this);
    /** Recurrent layers open and close theirs per time step. */
    private final String timeStepWorkspace = workspace + "TimeStep";

    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
            .noWorkspaceFor(ArrayType.ACTIVATIONS)
            .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, timeStepWorkspace, GROWING)
            .defaultWorkspace(workspace, GROWING)
            .build();
    private long peak;

    /** Runs the steps on a batch. */
    void run(List<Step> steps, Values values, int batch) {
        peak = 0;
        for (Step step : steps) {
            values.put(step.output(), run(step, values, batch));
            for (int input : step.inputs()) {
                values.used(input);
            }
        }
    }

    private INDArray run(Step step, Values values, int batch) {
        INDArray result;
        try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, workspace)) {
            INDArray[] in = new INDArray[step.inputs().length];
            for (int i = 0; i < in.length; i++) {
                int input = step.inputs()[i];
                INDArray value = values.get(input);
                in[i] = step.overwrites() && values.isNeededAgain(input) ? value.dup('c') : value;
            }
            INDArray inside = step.run(in, batch, workspaces);
            result = isOwn(inside, in) ? inside : Detached.of(() -> inside.dup('c'));
            peak = Math.max(peak, values.bytes() + Values.bytes(result) + open.getThisCycleAllocations());
        }
        return result;
    }

    /** Tests whether the array owns its memory and has the layout of values. */
    private static boolean isOwn(INDArray array, INDArray[] in) {
        return !array.isAttached()
                && array.closeable()
                && array.ordering() == 'c'
                && Shape.hasDefaultStridesForShape(array)
                && array.data().length() == array.length()
                && Stream.of(in).noneMatch(input -> input.data() == array.data());
    }

    /** Returns the peak memory of the last {@link #run}, in bytes. */
    long peak() {
        return peak;
    }

    @Override
    public void close() {
        MemoryWorkspaceManager manager = Nd4j.getWorkspaceManager();
        for (String name : List.of(workspace, timeStepWorkspace)) {
            if (manager.checkIfWorkspaceExists(name)) {
                manager.destroyWorkspace(manager.getWorkspaceForCurrentThread(GROWING, name));
            }
        }
    }
}
