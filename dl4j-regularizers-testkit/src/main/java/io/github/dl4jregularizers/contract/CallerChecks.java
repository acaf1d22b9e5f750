package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;

import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The caller's arrays are unchanged, bit for bit. */
final class CallerChecks {

    private CallerChecks() {}

    static void check(LayerCase row) {
        for (Variant variant : Variant.values()) {
            alone(row, variant);
            Network first = row.plan(variant)
                    .subject(row.element(row.subject(), row.input().channelsFirst()))
                    .build();
            inNetwork(row, variant, first);
            inNetwork(row, variant, row.network(variant));
        }
    }

    private static void alone(LayerCase row, Variant variant) {
        DataFormat format = row.input().channelsFirst();
        Probe probe = Probe.of(row, row.subject(), variant, format);
        INDArray input = Batches.features(row.input(), 3, variant.type, format, 1);
        INDArray before = input.dup();
        INDArray output = probe.forward(input);
        assertIdentical("input of the forward pass", input, before);
        INDArray gradient = Batches.normal(output.shape(), 2).castTo(variant.type);
        INDArray gradientBefore = gradient.dup();
        probe.backward(gradient);
        assertIdentical("gradient given to the backward pass", gradient, gradientBefore);
        assertIdentical("input after the backward pass", input, before);
    }

    private static void inNetwork(LayerCase row, Variant variant, Network network) {
        DataSet batch = Batches.batch(row, network, variant, 1, row.input().isSequence());
        DataSet before = batch.copy();
        network.fit(batch, 1);
        network.output(false, batch.getFeatures(), batch.getFeaturesMaskArray());
        network.output(true, batch.getFeatures(), batch.getFeaturesMaskArray());
        assertIdentical("features", batch.getFeatures(), before.getFeatures());
        assertIdentical("labels", batch.getLabels(), before.getLabels());
        if (batch.getFeaturesMaskArray() != null) {
            assertIdentical("features' mask", batch.getFeaturesMaskArray(), before.getFeaturesMaskArray());
            assertIdentical("labels' mask", batch.getLabelsMaskArray(), before.getLabelsMaskArray());
        }
    }
}
