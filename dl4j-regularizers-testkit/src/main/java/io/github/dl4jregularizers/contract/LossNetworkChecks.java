package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertIdentical;

import java.io.IOException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The loss function at the end of networks. */
final class LossNetworkChecks {

    private LossNetworkChecks() {}

    static void gradients(LossCase row) {
        for (Input input : Input.activations()) {
            if (input == Input.CONVOLUTIONAL && !row.hasLabelsOfOutputShape()) {
                continue; // CnnLossLayer requires labels of the output's shape
            }
            Variant variant =
                    input == Input.CONVOLUTIONAL ? Variant.DOUBLE_WORKSPACES_GRAPH : Variant.DOUBLE_PLAIN_SEQUENTIAL;
            Network network = row.plan(variant, input)
                    .global(builder -> builder.updater(new NoOp()))
                    .build();
            DataSet batch = batch(row, input, network, variant, false);
            GradientChecks.assertExact(input.toString(), network, batch);
            if (input == Input.RECURRENT) {
                GradientChecks.assertExact("masked steps", network, batch(row, input, network, variant, true));
            }
            if (input == Input.CONVOLUTIONAL) {
                batch.setLabelsMaskArray(positionMask(batch.getLabels()));
                GradientChecks.assertExact("masked positions", network, batch);
            }
            if (row.allowsOutputMasks()) {
                batch.setLabelsMaskArray(outputMask(batch.getLabels()));
                GradientChecks.assertExact(input + ", masked outputs", network, batch);
            }
        }
    }

    private static DataSet batch(LossCase row, Input input, Network network, Variant variant, boolean masked) {
        DataSet batch = Batches.batch(input, network, variant.type, input.channelsFirst(), 1, masked);
        INDArray labels = batch.getLabels();
        batch.setLabels(labels.get(NDArrayIndex.all(), NDArrayIndex.interval(0, Input.CLASSES))
                .dup());
        return batch;
    }

    /** Masks one position of one image, and another image entirely. */
    private static INDArray positionMask(INDArray labels) {
        INDArray mask = Nd4j.ones(labels.dataType(), labels.size(0), 1, labels.size(2), labels.size(3));
        mask.putScalar(0, 0, 1, 1, 0);
        mask.tensorAlongDimension(1, 1, 2, 3).assign(0);
        return mask;
    }

    /** Masks single outputs, and one example entirely. */
    private static INDArray outputMask(INDArray labels) {
        INDArray mask = Nd4j.onesLike(labels);
        mask.reshape(Batches.EXAMPLES, -1).getRow(1).assign(0);
        mask.putScalar(0, 0);
        return mask;
    }

    static void callersArrays(LossCase row) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray labels = row.labels(type);
            INDArray output = row.preOutput(type);
            INDArray mask =
                    Nd4j.createFromArray(1.0, 0.0, 1.0, 1.0).castTo(type).reshape(LossCase.ROWS, 1);
            INDArray maskBefore = mask.dup();
            for (INDArray given : new INDArray[] {null, mask}) {
                ILossFunction loss = row.subject();
                loss.computeScore(labels, output, row.activation(), given, true);
                loss.computeScoreArray(labels, output, row.activation(), given);
                loss.computeGradient(labels, output, row.activation(), given);
                loss.computeGradientAndScore(labels, output, row.activation(), given, true);
                assertIdentical("labels", labels, row.labels(type));
                assertIdentical("output", output, row.preOutput(type));
                assertIdentical("mask", mask, maskBefore);
            }
        }
    }

    static void json(LossCase row) {
        SerializationChecks.assertEquality(row);
        for (Variant variant : Variant.values()) {
            SerializationChecks.assertRoundTrip(
                    row.plan(variant, Input.FEED_FORWARD).build());
        }
    }

    static void restore(LossCase row) throws IOException {
        for (Variant variant : Variant.values()) {
            Network network = row.plan(variant, Input.FEED_FORWARD).build();
            SerializationChecks.assertRestoreContinues(
                    variant.toString(), network, batch(row, Input.FEED_FORWARD, network, variant, false));
        }
    }
}
