package io.github.dl4jregularizers.internal.dl4j;

import org.deeplearning4j.nn.api.layers.LayerConstraint;

/** A constraint that needs the layer's last input, and that averages of allowed weights satisfy. */
public interface NeedsInput {

    /** Tests whether the constraint needs the input in this configuration. */
    boolean needsInput();

    /** Tests whether a constraint needs the input. */
    static boolean of(LayerConstraint constraint) {
        return constraint instanceof NeedsInput && ((NeedsInput) constraint).needsInput();
    }
}
