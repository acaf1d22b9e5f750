package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** DL4J's weight noise with biases: it draws in inference too. */
final class WeightNoiseAtInference extends Rule {

    WeightNoiseAtInference() {
        super(
                "weight-noise-at-inference",
                Severity.WRONG_RESULT,
                "DL4J asks for training mode only where it disturbs weights, not where it disturbs biases.");
    }

    @Override
    void check(LayerView layer, Report report) {
        IWeightNoise noise = layer.weightNoise().orElse(null);
        boolean biases = noise instanceof DropConnect && ((DropConnect) noise).isApplyToBiases()
                || noise instanceof WeightNoise && ((WeightNoise) noise).isApplyToBias();
        if (biases && !WeightNoiseIgnored.ignores(layer)) {
            report.add(
                    this,
                    layer,
                    "the biases of " + layer.kind() + " are noisy at inference too",
                    "DropConnect.builder(layer).dropRate(DropRate.of(0.5)).parameters(\"W\", \"b\").build()");
        }
    }
}
