package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;

/** An AttentionVertex, whose copies lose their training settings. */
public final class AttentionVertexClone extends Rule {

    /** Creates the rule. */
    public AttentionVertexClone() {
        super(
                "attention-vertex-clone",
                Severity.WRONG_RESULT,
                "AttentionVertex.clone() does not copy the updater and the regularization.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean set = layer.training().map(TrainingSettings::updater).isPresent();
        if (layer.is(AttentionVertex.class) && set) {
            report.add(
                    this,
                    layer,
                    "a clone of the configuration or the graph has no updater for this vertex",
                    "ComputationGraphConfiguration.fromJson(conf.toJson()), which copies everything");
        }
    }
}
