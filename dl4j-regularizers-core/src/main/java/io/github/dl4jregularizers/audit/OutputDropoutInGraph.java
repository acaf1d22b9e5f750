package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;

/** DL4J's dropout on the output layer of a graph. */
final class OutputDropoutInGraph extends Rule {

    OutputDropoutInGraph() {
        super(
                "graph-output-dropout",
                Severity.QUESTIONABLE,
                "Outside fit a graph opens no workspace for the mask that DL4J's dropout keeps.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (layer.network().isGraph()
                && layer.is(BaseOutputLayer.class)
                && layer.dropout()
                        .filter(dropout -> dropout.getClass().getName().startsWith("org.deeplearning4j."))
                        .isPresent()) {
            report.add(
                    this,
                    layer,
                    "output(true, ..), as for Monte-Carlo dropout, fails",
                    ".dropOut(new Dropout(DropRate.of(0.5))) of this library, and MonteCarloDropout.of(graph)");
        }
    }
}
