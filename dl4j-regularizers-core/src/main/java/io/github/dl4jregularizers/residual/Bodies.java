package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.LayerRun;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Chooses how layers in sequence are computed: the body of a residual block, its shortcut, a {@link LayerSequence}. */
final class Bodies {

    private Bodies() {}

    static LayerRun of(List<Layer> layers) {
        LayerRun layerByLayer = new LayerByLayer(layers);
        return Backend.current().layerEngine().run(layers, layerByLayer).orElse(layerByLayer);
    }

    /** Sets the layers' gradient views to 0. Layers without parameters, and frozen ones, have no view. */
    static void zeroGradients(List<Layer> layers) {
        for (Layer layer : layers) {
            INDArray gradients = layer.numParams() == 0 ? null : layer.getGradientsViewArray();
            if (gradients != null) {
                gradients.assign(0);
            }
        }
    }
}
