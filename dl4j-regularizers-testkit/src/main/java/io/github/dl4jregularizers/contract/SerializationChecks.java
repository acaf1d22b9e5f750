package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertDifferent;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Configurations as text, and networks as files. */
final class SerializationChecks {

    private SerializationChecks() {}

    static void json(LayerCase row) {
        assertEquality(row);
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            assertThat(row.find(network)).as("subject in the configuration").isEqualTo(row.find(row.network(variant)));
            assertRoundTrip(network);
        }
    }

    static void assertRoundTrip(Network network) {
        assertThat(network.throughJson()).as("through JSON").isEqualTo(network.configuration());
        assertThat(network.throughYaml())
                .as("through YAML")
                .isEqualTo(network.configuration())
                .hasSameHashCodeAs(network.throughJson());
    }

    /** equals and hashCode of the subject, against an equal object and the unequal objects of the row. */
    static void assertEquality(ContractCase<?> row) {
        assertThat(row.subject()).as("twin").isEqualTo(row.subject()).hasSameHashCodeAs(row.subject());
        assertThat(row.others()).as("unlike subjects in the table").isNotEmpty();
        for (Supplier<?> other : row.others()) {
            assertThat(row.subject()).as("unlike subject").isNotEqualTo(other.get());
        }
        assertThat(row.subject()).isNotEqualTo(null).isNotEqualTo("something else");
    }

    static void restore(LayerCase row) throws IOException {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            assertRestoreContinues(variant.toString(), network, batch);
        }
    }

    /** Two steps, saved and restored, two more steps: the same as four steps. */
    static void assertRestoreContinues(String what, Network network, DataSet batch) throws IOException {
        network.fit(batch, 1);
        network.fit(batch, 2);
        Network restored = network.savedAndRestored();
        assertThat(restored.configuration()).as("restored configuration").isEqualTo(network.configuration());
        INDArray before = network.parameters().dup();
        for (int seed = 3; seed < 5; seed++) {
            network.fit(batch, seed);
            restored.fit(batch, seed);
        }
        assertDifferent("parameters before and after training", network.parameters(), before);
        assertIdentical("parameters after restore, " + what, restored.parameters(), network.parameters());
        if (network.updaterState() != null) {
            assertIdentical("updater state after restore, " + what, restored.updaterState(), network.updaterState());
        }
    }
}
