package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.IdentityHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.dropout.IDropout;

/** One dropout object in two layers. */
public final class SharedDropout extends Rule {

    /** Creates the rule. */
    public SharedDropout() {
        super(
                "shared-dropout",
                Severity.WRONG_RESULT,
                "A dropout stores the mask of its forward pass for the backward pass, and a second layer"
                        + " overwrites it.");
    }

    @Override
    protected void check(NetworkView network, Report report) {
        Map<IDropout, LayerView> owners = new IdentityHashMap<>();
        for (LayerView layer : network.layers()) {
            // A container may return the dropout of its content, which follows it here. Frozen layers run in inference
            // mode.
            if (!layer.node().isContainer() && !layer.node().isFrozen()) {
                layer.configuredDropout().ifPresent(dropout -> check(layer, dropout, owners, report));
            }
        }
    }

    /** A dropout that drops nothing stores a mask too. */
    private void check(LayerView layer, IDropout dropout, Map<IDropout, LayerView> owners, Report report) {
        LayerView owner = owners.putIfAbsent(dropout, layer);
        if (owner != null) {
            report.add(
                    this,
                    layer,
                    owner.name().equals(layer.name())
                            ? "two layers inside it share one dropout object, and training fails"
                            : "shares its dropout object with layer " + owner.name() + ", and training fails",
                    ".dropOut(..) with a new object per layer",
                    "a separate dropout object",
                    () -> layer.layer().setIDropout(dropout.clone()));
        }
    }
}
