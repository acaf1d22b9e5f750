package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.nd4j.linalg.dataset.DataSet;

/** {@code ObjectOutputStream} and back, as Spark sends objects to its executors. */
public final class JavaSerialization {

    private JavaSerialization() {}

    /**
     * Writes and reads an object.
     *
     * @param <T> its class
     * @param original serializable
     * @return the copy
     */
    @SuppressWarnings("unchecked")
    public static <T> T copy(T original) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
            out.flush();
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (T) in.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(original + ": " + e, e);
        }
    }

    /** The copy equals the original, and a network with it trains as one with the original. */
    static void layer(LayerCase row) {
        Object copy = copy(row.subject());
        assertThat(copy).as("through Java serialization").isEqualTo(row.subject());
        for (Variant variant : new Variant[] {Variant.FLOAT_WORKSPACES_SEQUENTIAL, Variant.FLOAT_PLAIN_GRAPH}) {
            Network network = row.network(variant, row.subject());
            Network same = row.network(variant, copy(row.subject()));
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            for (int seed = 1; seed < 3; seed++) {
                network.fit(batch, seed);
                same.fit(batch, seed);
            }
            assertIdentical("parameters, " + variant, same.parameters(), network.parameters());
        }
    }

    static void equal(ContractCase<?> row) {
        assertThat(copy(row.subject())).as("through Java serialization").isEqualTo(row.subject());
    }
}
