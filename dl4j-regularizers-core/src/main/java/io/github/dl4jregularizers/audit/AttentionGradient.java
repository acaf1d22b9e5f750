package io.github.dl4jregularizers.audit;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/** DL4J's attention, whose gradients are wrong. */
final class AttentionGradient extends Rule {

    private static final List<Class<?>> ATTENTION = List.of(
            AttentionVertex.class,
            LearnedSelfAttentionLayer.class,
            RecurrentAttentionLayer.class,
            SelfAttentionLayer.class);

    AttentionGradient() {
        super(
                "attention-gradient",
                Severity.WRONG_RESULT,
                "ND4J's gradient of multi-head attention is added to what is in its output arrays already.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (layer.isAny(ATTENTION)) {
            report.add(
                    this,
                    layer,
                    "gradients of " + layer.kind() + " are not those of its output",
                    "new SelfAttentionWithDropout.Builder().nOut(64).nHeads(4).projectInput(true).build()");
        }
    }
}
