package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertFinite;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Transfer learning on a network with the class under test. */
final class TransferChecks {

    private TransferChecks() {}

    static void check(LayerCase row) {
        DataFormat format = row.input().channelsFirst();
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            if (variant.type == DataType.DOUBLE && network instanceof GraphNetwork) {
                continue; // DL4J's transfer learning makes a float graph of a double one.
            }
            Object subject = row.find(row.network(variant));
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            network.fit(batch, 1);

            Network kept = fineTuned(row, network);
            assertThat(row.find(kept)).as("kept subject").isEqualTo(subject);
            assertTrains(row, kept, network, batch);

            if (row.input().isWords() && network instanceof SequentialNetwork) {
                continue; // DL4J's transfer learning keeps the first layer of a sequence.
            }
            Network removed = network.replaced(row.plainElement(format), row.input(), format);
            assertThat(row.find(removed))
                    .as("what is there instead of the removed subject")
                    .isNotEqualTo(subject);
            assertTrains(row, fineTuned(row, removed), network, batch);

            Network added = removed.replaced(row.element(row.subject(), format), row.input(), format);
            assertThat(row.find(added)).as("added subject").isEqualTo(subject);
            assertTrains(row, fineTuned(row, added), network, batch);
        }
    }

    private static Network fineTuned(LayerCase row, Network network) {
        return row.input().isWords() ? network.fineTuned() : network.frozenBelow();
    }

    private static void assertTrains(LayerCase row, Network transferred, Network original, DataSet batch) {
        transferred.fit(batch, 2);
        assertFinite("parameters", transferred.parameters());
        if (row.input().isWords()) {
            return; // Nothing stands below, and so nothing is frozen.
        }
        original.parametersOf(NetworkPlan.BELOW)
                .forEach((name, frozen) -> assertIdentical(
                        "frozen parameter " + name,
                        transferred.parametersOf(NetworkPlan.BELOW).get(name),
                        frozen));
    }
}
