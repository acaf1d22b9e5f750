package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** DL4J's DropConnect, or its multiplicative WeightNoise. */
public final class WeightNoiseGradient extends Rule {

    /** Creates the rule. */
    public WeightNoiseGradient() {
        super(
                "weight-noise-gradient",
                Severity.WRONG_RESULT,
                "DL4J does not multiply the gradient of the weights by the noise, and does not rescale the"
                        + " weights that DropConnect keeps.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        IWeightNoise noise = layer.weightNoise().orElse(null);
        if (WeightNoiseIgnored.ignores(layer)) {
            return;
        }
        if (noise instanceof DropConnect) {
            report.add(
                    this,
                    layer,
                    "weights of " + layer.kind()
                            + " have wrong gradients under DropConnect, and another scale in training than in"
                            + " inference",
                    ".layer(new DropConnect(DropRate.of(0.5), layer))");
        } else if (noise instanceof WeightNoise && !((WeightNoise) noise).isAdditive()) {
            report.add(
                    this,
                    layer,
                    "weights of " + layer.kind() + " have wrong gradients under multiplicative WeightNoise",
                    ".layer(new GaussianWeightNoise(..))");
        }
    }
}
