package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;

/** DL4J's DropoutLayer next to recurrent layers. */
public final class DropoutLayerOnSequence extends Rule {

    private static final List<Class<?>> SEQUENCES = List.of(
            BaseRecurrentLayer.class,
            Bidirectional.class,
            EmbeddingSequenceLayer.class,
            RnnOutputLayer.class,
            RnnLossLayer.class);

    /** Creates the rule. */
    public DropoutLayerOnSequence() {
        super(
                "dropout-layer-on-sequence",
                Severity.QUESTIONABLE,
                "DropoutLayer multiplies its input by the sequence mask as if the mask were a column.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean amongSequences = Stream.concat(layer.previous().stream(), layer.next().stream())
                .anyMatch(neighbor -> neighbor.isAny(SEQUENCES));
        if (layer.is(DropoutLayer.class) && layer.dropout().isPresent() && amongSequences) {
            report.add(
                    this,
                    layer,
                    "training fails on batches with a mask",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5))))");
        }
    }
}
