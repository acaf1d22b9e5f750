package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.UpdaterCase.applied;

import io.github.dl4jregularizers.augment.ManifoldMixUp;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Manifold mixup: rows of {@link UpdaterTable}. ManifoldMixUpTest trains it against PyTorch. */
final class MixingRows {

    private static final ManifoldMixUp INPUTS = new ManifoldMixUp(2, 1);

    private MixingRows() {}

    static List<UpdaterCase> rows() {
        return List.of(applied("ManifoldMixUp", () -> INPUTS)
                .rejects("alpha", "> 0", 0.0, () -> new ManifoldMixUp(0, 1))
                .rejects("layers", "given", null, () -> INPUTS.after((String[]) null))
                .rejects("layer", "given", null, () -> INPUTS.after((String) null))
                .rejects("conf", "given", null, () -> INPUTS.applyTo((MultiLayerConfiguration) null))
                .rejects("conf", "given", null, () -> INPUTS.applyTo((ComputationGraphConfiguration) null)));
    }
}
