package io.github.dl4jregularizers.benchmark;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A forward and a backward pass of a dropout in a workspace, as a layer makes them. */
public final class DropoutStep implements Runnable {

    /** The workspace of the mask. */
    public static final String WORKSPACE = "DROPOUT_STEP";

    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .build();

    private final LayerWorkspaceMgr manager = LayerWorkspaceMgr.builder()
            .defaultWorkspace(WORKSPACE, CONFIGURATION)
            .build();
    private final IDropout dropout;
    private final INDArray input;
    private final INDArray output;
    private final INDArray outputGradient;
    private final INDArray inputGradient;

    /**
     * Arrays of random floats.
     *
     * @param dropout what to run
     * @param shape of the activations, such as 64x16x32x32
     */
    public DropoutStep(IDropout dropout, String shape) {
        this.dropout = dropout;
        long[] sizes =
                Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
        input = Nd4j.randn(DataType.FLOAT, sizes);
        outputGradient = Nd4j.randn(DataType.FLOAT, sizes);
        output = input.ulike();
        inputGradient = input.ulike();
    }

    @Override
    public void run() {
        MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, WORKSPACE);
        try {
            dropout.applyDropout(input, output, 0, 0, manager);
            dropout.backprop(outputGradient, inputGradient, 0, 0);
        } finally {
            workspace.close();
        }
    }
}
