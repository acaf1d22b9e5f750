package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/** DL4J's attention layers. */
public final class AttentionGradient extends Rule {

    private static final List<Class<?>> ATTENTION = List.of(
            AttentionVertex.class,
            LearnedSelfAttentionLayer.class,
            RecurrentAttentionLayer.class,
            SelfAttentionLayer.class);

    /** Creates the rule. */
    public AttentionGradient() {
        super(
                "attention-gradient",
                Severity.WRONG_RESULT,
                "ND4J's gradient of multi-head attention adds to the previous content of its output arrays.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (layer.isAny(ATTENTION)) {
            report.add(
                    this,
                    layer,
                    "the gradients of " + layer.kind() + " are wrong",
                    "new SelfAttentionWithDropout.Builder().nOut(64).nHeads(4).projectInput(true).build()");
        }
    }
}
