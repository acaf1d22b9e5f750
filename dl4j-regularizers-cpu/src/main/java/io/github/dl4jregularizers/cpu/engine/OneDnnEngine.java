package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.LayerEngine;
import io.github.dl4jregularizers.internal.backend.LayerRun;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.buffer.DataType;

/** Runs FLOAT layers by oneDNN's primitives, compiled once and called directly. */
public final class OneDnnEngine implements LayerEngine {

    private final BooleanSupplier isBfloat16;

    /**
     * An engine.
     *
     * @param isBfloat16 whether to compute layers in BFLOAT16, asked once per sequence
     */
    public OneDnnEngine(BooleanSupplier isBfloat16) {
        this.isBfloat16 = isBfloat16;
    }

    @Override
    public Optional<LayerRun> run(List<Layer> layers, boolean hasInputGradient, LayerRun otherwise) {
        boolean isTaken = layers.stream().allMatch(OneDnnEngine::isSingle)
                && OneDnnLibrary.isAvailable()
                && LayerSteps.of(layers, true).filter(LayerSteps::isWorthIt).isPresent();
        int type = isTaken && isBfloat16.getAsBoolean() ? Layout.BFLOAT16 : Layout.FLOAT;
        return isTaken
                ? Optional.of(new EngineRun(layers, hasInputGradient, otherwise, type, Crew::threadsAllowed))
                : Optional.empty();
    }

    /**
     * Tests whether the CPU has instructions for BFLOAT16.
     *
     * @return false if not, or if oneDNN does not load
     */
    public static boolean hasFastBfloat16() {
        return OneDnnLibrary.isAvailable() && OneDnnLibrary.hasFastBfloat16();
    }

    private static boolean isSingle(Layer layer) {
        return layer.numParams() == 0 || layer.params().dataType() == DataType.FLOAT;
    }
}
