package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertClose;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertDifferent;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertFinite;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Whole networks: masks, data formats, types, training outputs, memory reports, and training in parallel. */
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

    /**
     * Features of the other floating-point type, passed to the subject itself, train as those of the network's type.
     */
    static void otherType(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.plan(variant).subject(row.subject()).build();
            Network same = network.copy();
            DataSet batch = Batches.batch(row, network, Variant.FLOAT_PLAIN_GRAPH, 1, false); // exact in both types
            DataSet typed = batch.copy();
            typed.setFeatures(batch.getFeatures().castTo(variant.type));
            DataSet other = batch.copy();
            other.setFeatures(
                    batch.getFeatures().castTo(variant.type == DataType.FLOAT ? DataType.DOUBLE : DataType.FLOAT));
            network.fit(other, 1);
            same.fit(typed, 1);
            assertIdentical(
                    "parameters after features of another type, " + variant, network.parameters(), same.parameters());
            network.output(false, other.getFeatures(), null);
        }
    }

    /** A graph has fewer workspaces open for its output layer than for the others. */
    static void trainingOutput(LayerCase row) {
        Network network = outputSubject(row, Variant.DOUBLE_WORKSPACES_GRAPH);
        Network plain = outputSubject(row, Variant.DOUBLE_PLAIN_SEQUENTIAL);
        plain.parameters().assign(network.parameters());
        INDArray features =
                Batches.features(row.input(), 3, DataType.DOUBLE, row.input().channelsFirst(), 5);
        Nd4j.getRandom().setSeed(6);
        INDArray output = network.output(true, features, null);
        Nd4j.getRandom().setSeed(6);
        assertIdentical("output of a graph in training mode", output, plain.output(true, features, null));
    }

    private static Network outputSubject(LayerCase row, Variant variant) {
        return row.plan(variant).below().subject(row.subject()).head(List.of()).build();
    }

    /** Without a layer below: DL4J's SimpleRnn has no memory report. */
    static void memory(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.plan(variant).subject(row.subject()).build();
            MemoryReport report =
                    network.memoryReport(row.input().type(row.input().channelsFirst()));
            assertThat(report.toString()).contains("Network Memory Report");
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
