package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Regularization noise belongs to training: inference has none. */
final class InferenceChecks {

    private InferenceChecks() {}

    static void deterministic(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            network.fit(Batches.batch(row, network, variant, 1, false), 1);
            INDArray first = output(row, network, variant, 2);
            assertIdentical("second inference, " + variant, output(row, network, variant, 3), first);
            INDArray parameters = network.parameters().dup();
            network.fit(Batches.batch(row, network, variant, 2, false), 4);
            network.parameters().assign(parameters);
            assertIdentical("inference after training, " + variant, output(row, network, variant, 2), first);
        }
    }

    static void plain(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network regularized = row.network(variant);
            Network plain = row.plan(variant)
                    .below()
                    .subject(row.plainElement(row.input().channelsFirst()))
                    .build();
            plain.parameters().assign(regularized.parameters());
            assertIdentical(
                    "inference, " + variant, output(row, regularized, variant, 2), output(row, plain, variant, 3));
        }
    }

    private static INDArray output(LayerCase row, Network network, Variant variant, long noiseSeed) {
        Nd4j.getRandom().setSeed(noiseSeed);
        INDArray features =
                Batches.features(row.input(), 3, variant.type, row.input().channelsFirst(), 77);
        return network.output(false, features, null);
    }
}
