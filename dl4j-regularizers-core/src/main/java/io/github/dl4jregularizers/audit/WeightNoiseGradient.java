package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** DL4J's DropConnect, or its WeightNoise that multiplies. */
final class WeightNoiseGradient extends Rule {

    WeightNoiseGradient() {
        super(
                "weight-noise-gradient",
                Severity.WRONG_RESULT,
                "DL4J does not multiply the weights' gradient by the noise, and does not rescale the weights that"
                        + " DropConnect keeps.");
    }

    @Override
    void check(LayerView layer, Report report) {
        IWeightNoise noise = layer.weightNoise().orElse(null);
        if (WeightNoiseIgnored.ignores(layer)) {
            return;
        }
        if (noise instanceof DropConnect) {
            report.add(
                    this,
                    layer,
                    "weights of " + layer.kind()
                            + " train with wrong gradients under DropConnect, for another scale than"
                            + " they are tested with",
                    ".layer(new DropConnect(DropRate.of(0.5), layer))");
        } else if (noise instanceof WeightNoise && !((WeightNoise) noise).isAdditive()) {
            report.add(
                    this,
                    layer,
                    "weights of " + layer.kind() + " train with wrong gradients under multiplicative WeightNoise",
                    ".layer(new GaussianWeightNoise(..))");
        }
    }
}
