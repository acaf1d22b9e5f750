package io.github.dl4jregularizers.audit;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;

/** DL4J's DropoutLayer among recurrent layers. */
final class DropoutLayerOnSequence extends Rule {

    private static final List<Class<?>> SEQUENCES = List.of(
            BaseRecurrentLayer.class,
            Bidirectional.class,
            EmbeddingSequenceLayer.class,
            RnnOutputLayer.class,
            RnnLossLayer.class);

    DropoutLayerOnSequence() {
        super(
                "dropout-layer-sequence",
                Severity.QUESTIONABLE,
                "DropoutLayer multiplies its input by the mask of the sequences as if it were one column.");
    }

    @Override
    void check(LayerView layer, Report report) {
        boolean amongSequences = Stream.concat(layer.previous().stream(), layer.next().stream())
                .anyMatch(neighbour -> neighbour.isAny(SEQUENCES));
        if (layer.is(DropoutLayer.class) && amongSequences) {
            report.add(
                    this,
                    layer,
                    "training fails as soon as a batch has a mask",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5))))");
        }
    }
}
