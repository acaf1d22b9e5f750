package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** DL4J's weight noise on biases, which is drawn in inference too. */
public final class WeightNoiseAtInference extends Rule {

    /** Creates the rule. */
    public WeightNoiseAtInference() {
        super(
                "weight-noise-at-inference",
                Severity.WRONG_RESULT,
                "DL4J checks for training mode only where it perturbs weights, not where it perturbs biases.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        IWeightNoise noise = layer.weightNoise().orElse(null);
        boolean biases = noise instanceof DropConnect && ((DropConnect) noise).isApplyToBiases()
                || noise instanceof WeightNoise && ((WeightNoise) noise).isApplyToBias();
        if (biases && !WeightNoiseIgnored.ignores(layer)) {
            report.add(
                    this,
                    layer,
                    "the biases of " + layer.kind() + " are noisy in inference too",
                    "DropConnect.builder(layer).dropRate(DropRate.of(0.5)).parameters(\"W\", \"b\").build()");
        }
    }
}
