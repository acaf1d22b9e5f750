package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.TrainingSettings;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;

/** An attention vertex, whose copies forget how to train. */
final class AttentionVertexClone extends Rule {

    AttentionVertexClone() {
        super(
                "attention-vertex-clone",
                Severity.WRONG_RESULT,
                "AttentionVertex.clone() leaves out updater and regularization.");
    }

    @Override
    void check(LayerView layer, Report report) {
        boolean set = layer.training().map(TrainingSettings::updater).isPresent();
        if (layer.is(AttentionVertex.class) && set) {
            report.add(
                    this,
                    layer,
                    "a clone of the configuration or of the graph has no updater for this vertex",
                    "ComputationGraphConfiguration.fromJson(conf.toJson()), which copies everything");
        }
    }
}
