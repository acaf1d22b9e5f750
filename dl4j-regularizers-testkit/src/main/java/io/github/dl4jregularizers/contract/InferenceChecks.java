package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Regularization noise is off at inference. */
final class InferenceChecks {

    /** A single draw of a few units may happen to change nothing. */
    private static final int REPETITIONS = 8;

    private InferenceChecks() {}

    static void deterministic(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            network.fit(Batches.batch(row, network, variant, 1, false), 1);
            INDArray first = output(row, network, variant, 2);
            for (int noiseSeed = 3; noiseSeed < 3 + REPETITIONS; noiseSeed++) {
                assertIdentical("inference again, " + variant, output(row, network, variant, noiseSeed), first);
            }
            INDArray parameters = network.parameters().dup();
            network.fit(Batches.batch(row, network, variant, 2, false), 4);
            network.parameters().assign(parameters);
            assertIdentical("inference after training, " + variant, output(row, network, variant, 2), first);
        }
    }

    static void plain(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network regularized = row.network(variant);
            regularized.fit(Batches.batch(row, regularized, variant, 1, false), 1);
            Network plain = row.plan(variant)
                    .below()
                    .subject(row.plainElement(row.input().channelsFirst()))
                    .build();
            plain.parameters().assign(regularized.parameters());
            INDArray expected = output(row, plain, variant, 3);
            for (int noiseSeed = 4; noiseSeed < 4 + REPETITIONS; noiseSeed++) {
                assertIdentical("inference, " + variant, output(row, regularized, variant, noiseSeed), expected);
            }
        }
    }

    private static INDArray output(LayerCase row, Network network, Variant variant, long noiseSeed) {
        Nd4j.getRandom().setSeed(noiseSeed);
        INDArray features =
                Batches.features(row.input(), 3, variant.type, row.input().channelsFirst(), 77);
        return network.output(false, features, null);
    }
}
