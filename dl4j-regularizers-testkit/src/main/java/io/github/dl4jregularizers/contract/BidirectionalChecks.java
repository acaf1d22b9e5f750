package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** A recurrent layer in both directions: its gradient is exact, or an error names Bidirectional. */
final class BidirectionalChecks {

    private BidirectionalChecks() {}

    static void check(LayerCase row) {
        for (Variant variant : new Variant[] {Variant.DOUBLE_PLAIN_SEQUENTIAL, Variant.DOUBLE_WORKSPACES_GRAPH}) {
            NetworkPlan plan = row.plan(variant)
                    .global(builder -> builder.updater(new NoOp()))
                    .below()
                    .subject(new Bidirectional(Bidirectional.Mode.ADD, (Layer) row.subject()));
            Network network;
            try {
                network = plan.build();
            } catch (IllegalArgumentException refusal) {
                assertThat(refusal).hasMessageContaining("Bidirectional");
                return;
            }
            DataSet batch = Batches.batch(
                    row.input(), network, DataType.DOUBLE, row.input().channelsFirst(), 31, false);
            GradientChecks.assertExact("in both directions, " + variant, network, batch);
        }
    }

    /** DL4J takes recurrent layers and some wrappers of them. */
    static boolean appliesTo(LayerCase row) {
        if (row.kind() != LayerCase.Kind.LAYER || row.input() != Input.RECURRENT) {
            return false;
        }
        try {
            new Bidirectional(Bidirectional.Mode.ADD, (Layer) row.subject());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
