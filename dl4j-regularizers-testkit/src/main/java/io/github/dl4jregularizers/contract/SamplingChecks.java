package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertClose;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;

import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.noise.Stochastic;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Noise of training can be sampled at inference. */
final class SamplingChecks {

    private static final long SEED = 7;
    private static final int SAMPLES = 3;

    private SamplingChecks() {}

    static void check(LayerCase row) {
        for (Variant variant : Variant.values()) {
            for (DataFormat format : row.input().formats()) {
                check(row, variant, format);
            }
        }
    }

    private static void check(LayerCase row, Variant variant, DataFormat format) {
        String what = variant + " " + format;
        Network network = network(row, variant, format, row.subject(format));
        INDArray parameters = network.parameters().dup();
        INDArray features = Batches.features(row.input(), 3, variant.type, format, 77);
        MonteCarloDropout sampler = sampler(network).samples(SAMPLES).seed(SEED).keepSamples();
        PredictiveDistribution together = sampler.predict(features);
        PredictiveDistribution oneByOne = sampler.memoryLimit(1).predict(features);
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertClose("samples together, " + what, together.sample(sample), oneByOne.sample(sample));
        }
        if (network.tree().nodes().stream().noneMatch(node -> node.config() instanceof BatchNormalization)) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                Object subject = ((Stochastic) row.subject(format)).withNoise(new SeededNoise(SEED, 0, sample, 1));
                INDArray expected = network(row, variant, format, subject).output(true, features, null);
                assertClose("a sample as in training, " + what, oneByOne.sample(sample), expected);
            }
        }
        assertIdentical("parameters, " + what, network.parameters(), parameters);
    }

    private static Network network(LayerCase row, Variant variant, DataFormat format, Object subject) {
        return new NetworkPlan(variant, row.input(), format)
                .below()
                .subject(row.element(subject, format))
                .build();
    }

    private static MonteCarloDropout sampler(Network network) {
        return network.model() instanceof MultiLayerNetwork
                ? MonteCarloDropout.of((MultiLayerNetwork) network.model())
                : MonteCarloDropout.of((ComputationGraph) network.model());
    }
}
