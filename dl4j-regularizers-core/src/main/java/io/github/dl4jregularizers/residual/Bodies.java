package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.LayerEngine;
import io.github.dl4jregularizers.internal.backend.LayerRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Chooses how to run layers in sequence: the body or shortcut of a residual block, or a {@link LayerSequence}. */
final class Bodies {

    private Bodies() {}

    /** Runs layers on the engine, in the longest groups that it accepts, and the others as DL4J layers. */
    static LayerRun of(List<Layer> layers) {
        return of(layers, true);
    }

    /**
     * Runs layers in the same way.
     *
     * @param hasInputGradient whether the gradient with respect to the input is of use
     */
    static LayerRun of(List<Layer> layers, boolean hasInputGradient) {
        LayerEngine engine = Backend.current().layerEngine();
        List<List<Layer>> groups = new ArrayList<>();
        List<LayerRun> runs = new ArrayList<>();
        for (int next = 0; next < layers.size(); ) {
            int end = layers.size();
            boolean isUsed = hasInputGradient || next > 0;
            Optional<LayerRun> run = run(engine, layers.subList(next, end), isUsed);
            while (run.isEmpty() && end > next + 1) {
                end--;
                run = run(engine, layers.subList(next, end), isUsed);
            }
            List<Layer> group = layers.subList(next, end);
            groups.add(group);
            runs.add(run.orElseGet(() -> new OneLayer(group.get(0))));
            next = end;
        }
        return runs.size() == 1 && !(runs.get(0) instanceof OneLayer) ? runs.get(0) : LayerByLayer.of(groups, runs);
    }

    private static Optional<LayerRun> run(LayerEngine engine, List<Layer> layers, boolean hasInputGradient) {
        return engine.run(layers, hasInputGradient, LayerByLayer.of(layers));
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
