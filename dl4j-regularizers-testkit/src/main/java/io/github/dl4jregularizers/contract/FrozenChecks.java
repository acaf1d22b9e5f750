package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertDifferent;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** A frozen layer: its forward pass is that of inference. */
final class FrozenChecks {

    private FrozenChecks() {}

    /** {@code FrozenLayerWithBackprop} calls the backward pass after a forward pass of inference. */
    static void withBackprop(LayerCase row) {
        for (Variant variant : new Variant[] {Variant.DOUBLE_PLAIN_SEQUENTIAL, Variant.DOUBLE_WORKSPACES_GRAPH}) {
            Layer frozen = (Layer) row.element(row.subject(), row.input().channelsFirst());
            Network network = row.plan(variant)
                    .global(builder -> builder.updater(new NoOp()))
                    .below()
                    .subject(new FrozenLayerWithBackprop(frozen))
                    .build();
            DataSet batch = Batches.batch(
                    row.input(), network, DataType.DOUBLE, row.input().channelsFirst(), 31, false);
            Set<String> notTrained = network.subjectParameters();
            notTrained.addAll(network.statistics());
            GradientChecks.assertExact("below a frozen layer, " + variant, network, batch, notTrained);
        }
    }

    /** A network trains above a frozen layer, whose parameters and output stay. */
    static void frozen(LayerCase row) {
        for (Variant variant : new Variant[] {Variant.FLOAT_WORKSPACES_SEQUENTIAL, Variant.FLOAT_PLAIN_GRAPH}) {
            Layer frozen = (Layer) row.element(row.subject(), row.input().channelsFirst());
            Network network = row.plan(variant).subject(new FrozenLayer(frozen)).build();
            Map<String, INDArray> before = network.parametersOf(Network.SUBJECT).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().dup()));
            INDArray all = network.parameters().dup();
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            network.fit(batch, 1);
            network.fit(batch, 2);
            network.parametersOf(Network.SUBJECT)
                    .forEach((name, value) -> assertIdentical("frozen " + name, value, before.get(name)));
            assertDifferent("parameters above", network.parameters(), all);
        }
    }
}
