package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.IdentityHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A configuration may be used in many layers and networks, each with separate state. */
final class CloneChecks {

    private CloneChecks() {}

    static void check(LayerCase row) throws ReflectiveOperationException {
        DataFormat format = row.input().channelsFirst();
        for (Variant variant : Variant.values()) {
            Object original = row.subject();
            Object clone = cloneOf(original);
            assertThat(clone).isNotSameAs(original).isEqualTo(original).hasSameClassAs(original);
            Probe interrupted = Probe.of(row, original, variant, format);
            Probe other = Probe.of(row, clone, variant, format);
            Probe undisturbed = Probe.of(row, row.subject(), variant, format);

            INDArray input = Batches.features(row.input(), 3, variant.type, format, 1);
            INDArray expectedOutput = forward(undisturbed, input, 1);
            INDArray gradient = Batches.normal(expectedOutput.shape(), 2).castTo(variant.type);
            INDArray expected = undisturbed.backward(gradient.dup()).dup();

            assertIdentical("output of the original", forward(interrupted, input, 1), expectedOutput);
            forward(other, input, 2);
            assertIdentical(
                    "gradient of the original after its clone's forward pass, " + variant,
                    interrupted.backward(gradient.dup()),
                    expected);
            other.backward(gradient.dup());
            if (row.kind() == LayerCase.Kind.DROPOUT && row.hasState()) {
                assertClonedWithoutState(row, original, variant);
            }
        }
        networks(row);
    }

    /** A clone between the two passes has no mask: its next pass is another layer's forward pass. */
    private static void assertClonedWithoutState(LayerCase row, Object subject, Variant variant)
            throws ReflectiveOperationException {
        DataFormat format = row.input().channelsFirst();
        INDArray input = Batches.features(row.input(), 3, variant.type, format, 1);
        forward(Probe.of(row, subject, variant, format), input, 1);
        Probe clone = Probe.of(row, cloneOf(subject), variant, format);
        assertThatThrownBy(() -> clone.backward(input))
                .as("backward pass of a new clone")
                .isInstanceOf(RuntimeException.class);
    }

    private static INDArray forward(Probe probe, INDArray input, long noiseSeed) {
        Nd4j.getRandom().setSeed(noiseSeed);
        return probe.forward(input.dup()).dup();
    }

    private static Object cloneOf(Object subject) throws ReflectiveOperationException {
        return subject.getClass().getMethod("clone").invoke(subject);
    }

    /** Training the clone of a network changes neither the network nor another clone's training. */
    private static void networks(LayerCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            network.fit(batch, 1);
            INDArray before = network.parameters().dup();
            Network first = network.copy();
            Network second = network.copy();
            first.fit(batch, 2);
            second.fit(batch, 2);
            assertIdentical("parameters after the copies' training, " + variant, network.parameters(), before);
            assertIdentical("parameters of the two copies, " + variant, second.parameters(), first.parameters());
        }
    }

    static void global(LayerCase row) {
        for (Variant variant : Variant.values()) {
            IDropout subject = (IDropout) row.subject();
            Layer plain = row.input().layer(row.input().channelsFirst());
            Network network = row.plan(variant)
                    .global(builder -> builder.dropOut(subject))
                    .below()
                    .subject(plain)
                    .build();
            Map<IDropout, Boolean> instances = new IdentityHashMap<>();
            for (Layer layer : network.layers()) {
                if (layer instanceof FeedForwardLayer && layer.getIDropout() != null) {
                    assertThat(layer.getIDropout()).isEqualTo(subject);
                    instances.put(layer.getIDropout(), true);
                }
            }
            assertThat(instances).as("instances in the layers").hasSizeGreaterThanOrEqualTo(3);
            DataSet batch = Batches.batch(row, network, variant, 1, false);
            network.fit(batch, 1);
            network.fit(batch, 2);
            ArrayAssertions.assertFinite("parameters", network.parameters());
        }
    }
}
