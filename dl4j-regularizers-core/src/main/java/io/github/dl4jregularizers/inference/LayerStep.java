package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer and its preprocessor. Either may be missing. */
final class LayerStep extends Step {

    private final InputPreProcessor preProcessor;
    private final Layer layer;

    LayerStep(int input, int output, boolean noisy, InputPreProcessor preProcessor, Layer layer) {
        super(new int[] {input}, output, noisy);
        this.preProcessor = preProcessor;
        this.layer = layer;
        if (layer != null) {
            layer.allowInputModification(true); // otherwise RnnOutputLayer omits its dropout
        }
    }

    @Override
    FeatureShape features() {
        return layer == null || preProcessor != null
                ? FeatureShape.any()
                : FeatureShape.of(RunningConfiguration.of(layer));
    }

    @Override
    boolean overwrites() {
        return layer != null;
    }

    @Override
    INDArray run(INDArray[] in, int batch, LayerWorkspaceMgr workspaces) {
        INDArray input = preProcessor == null ? in[0] : preProcessor.preProcess(in[0], batch, workspaces);
        return layer == null ? input : layer.activate(input, false, workspaces);
    }
}
