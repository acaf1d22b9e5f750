package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;

/** DL4J's dropout on the output layer of a graph. */
public final class GraphOutputDropout extends Rule {

    /** Creates the rule. */
    public GraphOutputDropout() {
        super(
                "graph-output-dropout",
                Severity.QUESTIONABLE,
                "Outside fit, a graph does not open the workspace of the mask that DL4J's dropout stores.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (layer.network().isGraph()
                && layer.is(BaseOutputLayer.class)
                && layer.dropout()
                        .filter(dropout -> dropout.getClass().getName().startsWith("org.deeplearning4j."))
                        .isPresent()) {
            report.add(
                    this,
                    layer,
                    "output(true, ..), as in Monte-Carlo dropout, fails",
                    ".dropOut(new Dropout(DropRate.of(0.5))) of this library, and MonteCarloDropout.of(graph)");
        }
    }
}
