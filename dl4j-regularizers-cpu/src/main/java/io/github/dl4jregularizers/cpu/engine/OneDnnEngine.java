package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.LayerEngine;
import io.github.dl4jregularizers.internal.backend.LayerRun;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.buffer.DataType;

/** Runs layers by oneDNN's primitives, compiled once and called directly, in single precision. */
public final class OneDnnEngine implements LayerEngine {

    @Override
    public Optional<LayerRun> run(List<Layer> layers, LayerRun otherwise) {
        boolean isTaken = layers.stream().allMatch(OneDnnEngine::isSingle)
                && OneDnnLibrary.isAvailable()
                && LayerSteps.of(layers, true).filter(LayerSteps::isWorthIt).isPresent();
        return isTaken ? Optional.of(new EngineRun(layers, otherwise, Layout.FLOAT)) : Optional.empty();
    }

    private static boolean isSingle(Layer layer) {
        return layer.numParams() == 0 || layer.params().dataType() == DataType.FLOAT;
    }
}
