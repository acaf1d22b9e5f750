package io.github.dl4jregularizers.internal.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.workspace.ND4JWorkspaceException;

/** Behavior of DL4J's workspaces that the library relies on. A failure names what changed in DL4J. */
class ReliedOnWorkspacesTest {

    private static final WorkspaceConfiguration CONFIGURATION =
            WorkspaceConfiguration.builder().initialSize(1 << 16).build();

    private static ComputationGraph graph(IDropout onOutput) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .dropOut(onOutput)
                                .build(),
                        "hidden")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build());
        graph.init();
        return graph;
    }

    @Test
    void aGraphNamesAClosedWorkspaceForArraysOfItsOutputLayer() {
        INDArray features = Nd4j.ones(2, 3);
        assertThatThrownBy(() -> graph(new Dropout(0.5)).output(true, features))
                .as("ComputationGraph.output(true, ..) opens the workspace of ArrayType.INPUT: BackwardArrays may go")
                .isInstanceOf(ND4JWorkspaceException.class);
        IDropout ours = new io.github.dl4jregularizers.dropout.Dropout(DropRate.of(0.5));
        assertThatCode(() -> graph(ours).output(true, features)).doesNotThrowAnyException();
    }

    @Test
    void arraysOfAClosedWorkspaceAreOutside() {
        LayerWorkspaceMgr given = LayerWorkspaceMgr.builder()
                .with(ArrayType.INPUT, "RELIED_ON_INPUT", CONFIGURATION)
                .build();
        assertThat(BackwardArrays.in(given)
                        .create(ArrayType.INPUT, DataType.FLOAT, 2)
                        .isAttached())
                .isFalse();
        try (MemoryWorkspace open = given.notifyScopeEntered(ArrayType.INPUT)) {
            assertThat(open.isScopeActive()).isTrue();
            assertThat(BackwardArrays.in(given))
                    .as("isWorkspaceOpen(..) is false within notifyScopeEntered(..)")
                    .isSameAs(given);
        }
    }

    @Test
    void anArrayOfAScopeOutsideWorkspacesIsDetached() {
        try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, "RELIED_ON")) {
            assertThat(open.isScopeActive()).isTrue();
            assertThat(Nd4j.ones(2).isAttached()).isTrue();
            assertThat(Detached.of(() -> Nd4j.ones(2)).isAttached())
                    .as("scopeOutOfWorkspaces() no longer detaches")
                    .isFalse();
        }
    }

    /** Adds 1 in each of three steps. The last result is in the network's workspace, the others are in the steps'. */
    @Test
    void resultsOfStepsAlternateBetweenTwoWorkspaces() {
        LayerWorkspaceMgr given = LayerWorkspaceMgr.builder()
                .with(ArrayType.ACTIVATIONS, "RELIED_ON_RESULTS", CONFIGURATION)
                .with(ArrayType.FF_WORKING_MEM, "RELIED_ON_WORKING", CONFIGURATION)
                .build();
        try (MemoryWorkspace results = given.notifyScopeEntered(ArrayType.ACTIVATIONS);
                MemoryWorkspace working = given.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
            assertThat(results.isScopeActive()).isTrue();
            List<String> scratch = new ArrayList<>();
            List<String> names = new ArrayList<>();
            INDArray value = Nd4j.zeros(DataType.FLOAT, 3).detach();
            try (StepMemory memory = new StepMemory(given, ArrayType.FF_WORKING_MEM, ArrayType.ACTIVATIONS)) {
                for (int i = 0; i < 3; i++) {
                    INDArray before = value;
                    value = memory.next(i == 2, own -> {
                        INDArray one = own.create(ArrayType.FF_WORKING_MEM, DataType.FLOAT, 3);
                        scratch.add(workspace(one.assign(1)));
                        return own.dup(ArrayType.ACTIVATIONS, one.addi(before));
                    });
                    names.add(workspace(value));
                }
            }
            String changed = "StepMemory: LayerWorkspaceMgr.setWorkspace(..) no longer replaces a workspace";
            assertThat(scratch).as(changed).containsOnly("WS_STEPS_0_FF_WORKING_MEM");
            assertThat(names)
                    .as(changed)
                    .containsExactly("WS_STEPS_0_ACTIVATIONS0", "WS_STEPS_0_ACTIVATIONS1", "RELIED_ON_RESULTS");
            assertThat(value.toFloatVector()).containsOnly(3);
            assertThat(Nd4j.getMemoryManager().getCurrentWorkspace())
                    .as("StepMemory: MemoryWorkspace.setPreviousWorkspace(..) no longer decides what close() restores")
                    .isSameAs(working);
        }
    }

    private static String workspace(INDArray array) {
        return array.data().getParentWorkspace().getId();
    }
}
