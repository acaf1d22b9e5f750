package io.github.dl4jregularizers.audit;

import java.util.IdentityHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.dropout.IDropout;

/** One dropout object in two layers. */
final class SharedDropout extends Rule {

    SharedDropout() {
        super(
                "shared-dropout",
                Severity.WRONG_RESULT,
                "A dropout keeps the mask of its forward pass for its backward pass, and each layer overwrites the mask of"
                        + " the other.");
    }

    @Override
    void check(NetworkView network, Report report) {
        Map<IDropout, String> owners = new IdentityHashMap<>();
        for (LayerView layer : network.layers()) {
            layer.dropout().ifPresent(dropout -> {
                String owner = owners.putIfAbsent(dropout, layer.name());
                if (owner != null) {
                    report.add(
                            this,
                            layer,
                            "has the same dropout object as layer " + owner + ", and training fails",
                            ".dropOut(..) with a new object for each layer",
                            "a dropout object of its own",
                            () -> layer.layer().setIDropout(dropout.clone()));
                }
            });
        }
    }
}
