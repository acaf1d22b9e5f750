package io.github.dl4jregularizers.depth;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link PaddedShortcut} in a {@link FusedBody}. */
final class PaddedShortcutStage implements FusedStage {

    private final PaddedShortcut configuration;

    PaddedShortcutStage(PaddedShortcut configuration) {
        this.configuration = configuration;
    }

    @Override
    public long[] outputShape(long[] input) {
        configuration.requireFits(input[1]);
        return new long[] {input[0], configuration.nOut(), configuration.kept(input[2]), configuration.kept(input[3])};
    }

    @Override
    public boolean isElementwise() {
        return false;
    }

    @Override
    public void forward(INDArray input, INDArray output, boolean training) {
        ChannelsLast.inMemory(output).assign(0);
        ofInput(output, input, 1).assign(ofInput(input, input, configuration.stride()));
    }

    private static INDArray ofInput(INDArray maps, INDArray input, int step) {
        return PaddedShortcutRuntime.part(maps, 1, input.size(1), step);
    }

    @Override
    public void repeat(INDArray input, INDArray output) {
        forward(input, output, true);
    }

    @Override
    public void backward(INDArray input, INDArray epsilon, INDArray inputGradient, LayerWorkspaceMgr workspaces) {
        ChannelsLast.inMemory(inputGradient).assign(0);
        ofInput(inputGradient, input, configuration.stride()).assign(ofInput(epsilon, input, 1));
    }
}
