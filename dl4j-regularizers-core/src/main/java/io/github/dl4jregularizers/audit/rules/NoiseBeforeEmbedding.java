package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/** Noise on the indices of an embedding. */
public final class NoiseBeforeEmbedding extends Rule {

    /** Creates the rule. */
    public NoiseBeforeEmbedding() {
        super(
                "noise-before-embedding",
                Severity.WRONG_RESULT,
                "The input of an embedding is indices: dropout sets them to 0 or rescales them"
                        + " to indices of other rows.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean indices = layer.next().stream()
                .anyMatch(next -> next.is(EmbeddingLayer.class) || next.is(EmbeddingSequenceLayer.class));
        if (layer.isNoiseLayer() && indices) {
            layer.dropout()
                    .ifPresent(noise -> report.add(
                            this,
                            layer,
                            noise.getClass().getSimpleName() + " before an embedding changes the indices",
                            ".layer(new EmbeddingDropout(DropRate.of(0.1), embedding))"));
        }
    }
}
