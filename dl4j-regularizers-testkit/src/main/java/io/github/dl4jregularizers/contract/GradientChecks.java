package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** DL4J's gradient check of a network, in double, every forward pass with the same noise. */
final class GradientChecks {

    static final double RELATIVE_ERROR = 1e-5;
    static final double ABSOLUTE_ERROR = 1e-9;
    static final long SEED = 987;

    private GradientChecks() {}

    /** Both network classes, every data format, and for sequences with padding too. */
    static void check(LayerCase row) {
        List<DataFormat> formats = row.input().formats();
        Variant[] variants = {Variant.DOUBLE_PLAIN_SEQUENTIAL, Variant.DOUBLE_WORKSPACES_GRAPH};
        for (int i = 0; i < variants.length; i++) {
            DataFormat format = formats.get(i % formats.size());
            Network network = new NetworkPlan(variants[i], row.input(), format)
                    .global(builder -> builder.updater(new NoOp()))
                    .below()
                    .subject(row.element(row.subject(format), format))
                    .build();
            assertExact(variants[i] + " " + format, network, row.input(), format);
        }
    }

    private static void assertExact(String what, Network network, Input input, DataFormat format) {
        for (boolean masked : input.isSequence() ? new boolean[] {false, true} : new boolean[] {false}) {
            DataSet batch = Batches.batch(input, network, DataType.DOUBLE, format, 31, masked);
            assertExact(what + (masked ? " masked" : ""), network, batch);
        }
    }

    /** The check needs double as the default type; the rest of the contract keeps float. */
    static void assertExact(String what, Network network, DataSet batch) {
        assertExact(what, network, batch, network.statistics());
    }

    static void assertExact(String what, Network network, DataSet batch, Set<String> excluded) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(network.gradientsAreExact(batch, excluded))
                    .as("gradients, " + what)
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }
}
