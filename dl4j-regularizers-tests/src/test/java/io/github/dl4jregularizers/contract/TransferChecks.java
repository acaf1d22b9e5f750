package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertFinite;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.dataset.DataSet;

/** Transfer learning on a network with the class under test. */
final class TransferChecks {

    /** DL4J's transfer learning makes a float graph of a double one. */
    private static final Set<Variant> VARIANTS = EnumSet.complementOf(EnumSet.of(Variant.DOUBLE_WORKSPACES_GRAPH));

    private TransferChecks() {}

    static void check(LayerCase row) {
        DataFormat format = row.input().channelsFirst();
        for (Variant variant : VARIANTS) {
            Network network = row.network(variant);
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            network.fit(batch, 1);

            Network kept = network.frozenBelow();
            assertThat(row.find(kept)).as("kept subject").isEqualTo(row.subject());
            assertTrains(kept, network, batch);

            Network removed = network.replaced(row.plainElement(format), row.input(), format);
            assertThat(row.find(removed))
                    .as("what is there instead of the removed subject")
                    .isNotEqualTo(row.subject());
            assertTrains(removed.frozenBelow(), network, batch);

            Network added = removed.replaced(row.element(row.subject(), format), row.input(), format);
            assertThat(row.find(added)).as("added subject").isEqualTo(row.subject());
            assertTrains(added.frozenBelow(), network, batch);
        }
    }

    private static void assertTrains(Network transferred, Network original, DataSet batch) {
        transferred.fit(batch, 2);
        assertFinite("parameters", transferred.parameters());
        original.parametersOf(NetworkPlan.BELOW)
                .forEach((name, frozen) -> assertIdentical(
                        "frozen parameter " + name,
                        transferred.parametersOf(NetworkPlan.BELOW).get(name),
                        frozen));
    }
}
