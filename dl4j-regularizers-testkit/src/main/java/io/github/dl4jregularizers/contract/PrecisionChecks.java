package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertFinite;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Half precision, and batches of one example. */
final class PrecisionChecks {

    /** Sums of a few dozen products of numbers near 1, each rounded to 11 bits. */
    private static final double TOLERANCE = 0.02;

    private static final double LEARNING_RATE = 0.1;

    private PrecisionChecks() {}

    /** A 16-bit network computes and trains as a 32-bit one with the same draws, to rounding. */
    static void half(LayerCase row) {
        Network half;
        try {
            half = network(row, DataType.FLOAT16);
        } catch (IllegalArgumentException refusal) {
            assertThat(refusal)
                    .as("refusal by name")
                    .hasMessageContaining(row.subject().getClass().getSimpleName())
                    .hasMessageContaining("HALF");
            return;
        }
        Network single = network(row, DataType.FLOAT);
        single.parameters().assign(half.parameters().castTo(DataType.FLOAT));
        DataFormat format = row.input().channelsFirst();
        DataSet batch = Batches.batch(row.input(), half, DataType.FLOAT16, format, 1, false);
        DataSet exact = new DataSet(
                batch.getFeatures().castTo(DataType.FLOAT), batch.getLabels().castTo(DataType.FLOAT));
        INDArray output = half.output(false, batch.getFeatures(), null);
        assertFinite("output in half precision", output);
        assertWithin("output in half precision", TOLERANCE, output, single.output(false, exact.getFeatures(), null));
        half.fit(batch, 1);
        single.fit(exact, 1);
        assertFinite("parameters in half precision", half.parameters());
        assertWithin("parameters after a step in half precision", TOLERANCE, half.parameters(), single.parameters());
    }

    private static Network network(LayerCase row, DataType type) {
        DataFormat format = row.input().channelsFirst();
        return new NetworkPlan(type, WorkspaceMode.ENABLED, false, row.input(), format)
                .global(builder -> builder.updater(new Sgd(LEARNING_RATE)))
                .below()
                .subject(row.element(row.subjectWithReplayedNoise(format), format))
                .build();
    }

    /** The last batch of an epoch may have one example. */
    static void oneExample(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            DataSet single = batch.get(new int[] {0});
            INDArray before = network.parameters().dup();
            network.fit(single, 1);
            assertFinite("parameters after one example, " + variant, network.parameters());
            ArrayAssertions.assertDifferent("parameters after one example", network.parameters(), before);
            assertFinite("output for one example", network.output(false, single.getFeatures(), null));
        }
    }
}
