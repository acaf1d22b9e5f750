package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertClose;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertDifferent;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertFinite;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Training of whole networks with masks, in both data formats, and in parallel. */
final class NetworkChecks {

    private static final int WORKERS = 2;

    private NetworkChecks() {}

    static void masks(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            Network same = network.copy();
            DataSet batch = Batches.batch(row, network, variant, 1, true);
            DataSet changed = batch.copy();
            changed.setFeatures(
                    Batches.withOtherPadding(row.input(), batch.getFeatures(), batch.getFeaturesMaskArray()));
            assertDifferent("features with other padding", changed.getFeatures(), batch.getFeatures());
            network.fit(batch, 1);
            same.fit(changed, 1);
            assertIdentical("parameters with other padding, " + variant, same.parameters(), network.parameters());
        }
    }

    static void formats(LayerCase row) {
        Variant[] variants = {Variant.DOUBLE_PLAIN_SEQUENTIAL, Variant.DOUBLE_WORKSPACES_GRAPH};
        for (Variant variant : variants) {
            INDArray start = null;
            INDArray expected = null;
            for (DataFormat format : row.input().formats()) {
                Object element = row.element(row.subjectWithReplayedNoise(format), format);
                Network network = new NetworkPlan(variant, row.input(), format)
                        .below()
                        .subject(element)
                        .build();
                start = start == null ? network.parameters().dup() : start;
                network.parameters().assign(start);
                DataSet batch = Batches.batch(row.input(), network, variant.type, format, 1, false);
                network.fit(batch);
                network.fit(batch);
                expected = expected == null ? network.parameters() : expected;
                assertClose("parameters in " + format + ", " + variant, network.parameters(), expected);
            }
        }
    }

    /** In two variants: ParallelWrapper sets the workspaces itself. */
    static void parallel(LayerCase row) {
        for (Variant variant : new Variant[] {Variant.FLOAT_PLAIN_GRAPH, Variant.DOUBLE_PLAIN_SEQUENTIAL}) {
            Network network = row.network(variant);
            assertTrainsInParallel(network, Batches.batch(row, network, variant, 1, false));
        }
    }

    static void assertTrainsInParallel(Network network, DataSet batch) {
        INDArray before = network.parameters().dup();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> inParallel(network, batch));
        assertFinite("parameters", network.parameters());
        assertDifferent("parameters before and after training", network.parameters(), before);
    }

    private static void inParallel(Network network, DataSet batch) {
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network.model())
                .workers(WORKERS)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .build();
        wrapper.fit(new ListDataSetIterator<>(Collections.nCopies(2 * WORKERS, batch), Batches.EXAMPLES));
        wrapper.shutdown();
    }
}
