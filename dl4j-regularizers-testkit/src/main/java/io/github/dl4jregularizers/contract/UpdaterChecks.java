package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.reference.Reference;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The update rule by itself, and in networks. */
final class UpdaterChecks {

    private UpdaterChecks() {}

    static void equalsTorch(UpdaterCase row) {
        assertThat(row.torchCase()).as("PyTorch's values in the table").isNotNull();
        JsonNode torch = Reference.of(row.torchTopic()).get("optimizer");
        JsonNode values = StreamSupport.stream(torch.get("cases").spliterator(), false)
                .filter(node -> node.get("name").asText().equals(row.torchCase()))
                .findFirst()
                .orElseThrow();
        INDArray parameters = Reference.array(torch.get("start"), DataType.DOUBLE);
        INDArray gradients = Reference.array(torch.get("gradients"), DataType.DOUBLE)
                .muli(values.get("settings").get("scale").asDouble());
        train(row, parameters, gradients);
        INDArray expected = Reference.array(values.get("expected"), DataType.DOUBLE);
        ArrayAssertions.assertClose("parameters", parameters, expected);
    }

    /** As DL4J's UpdaterBlock: subtracts the gradient's array after updater and regularization. */
    private static void train(UpdaterCase row, INDArray parameters, INDArray gradients) {
        IUpdater updater = row.updater();
        Regularization regularization = row.regularization();
        long size = updater.stateSize(parameters.length());
        INDArray state = size == 0 ? null : Nd4j.create(parameters.dataType(), 1, size);
        GradientUpdater<?> rule = updater.instantiate(state, true);
        for (int t = 0; t < gradients.size(0); t++) {
            INDArray update = gradients.getRow(t).dup();
            double learningRate = updater.getLearningRate(t, 0);
            if (isAt(Regularization.ApplyStep.BEFORE_UPDATER, regularization)) {
                regularization.apply(parameters, update, learningRate, t, 0);
            }
            rule.applyUpdater(update, t, 0);
            if (isAt(Regularization.ApplyStep.POST_UPDATER, regularization)) {
                regularization.apply(parameters, update, learningRate, t, 0);
            }
            parameters.subi(update);
        }
    }

    private static boolean isAt(Regularization.ApplyStep step, Regularization regularization) {
        return regularization != null && regularization.applyStep() == step;
    }

    static void json(UpdaterCase row) {
        if (row.isPartOfConfiguration()) {
            SerializationChecks.assertEquality(row);
        }
        for (Variant variant : Variant.values()) {
            SerializationChecks.assertRoundTrip(row.network(variant));
        }
    }

    static void cloneIsEqual(UpdaterCase row) throws ReflectiveOperationException {
        Object subject = row.subject();
        Object clone = subject.getClass().getMethod("clone").invoke(subject);
        assertThat(clone).isEqualTo(subject).hasSameHashCodeAs(subject).hasSameClassAs(subject);
    }

    static void blocksMerge(UpdaterCase row) {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            network.fit(batch(network, variant), 1);
            assertThat(updaterOf(network).getUpdaterBlocks())
                    .as("updater blocks, " + variant)
                    .hasSize(1);
        }
    }

    private static BaseMultiLayerUpdater<?> updaterOf(Network network) {
        return network.model() instanceof MultiLayerNetwork
                ? (BaseMultiLayerUpdater<?>) ((MultiLayerNetwork) network.model()).getUpdater()
                : ((ComputationGraph) network.model()).getUpdater();
    }

    static void restore(UpdaterCase row) throws IOException {
        for (Variant variant : Variant.values()) {
            Network network = row.network(variant);
            SerializationChecks.assertRestoreContinues(variant.toString(), network, batch(network, variant));
        }
    }

    static void parallel(UpdaterCase row) {
        for (Variant variant : new Variant[] {Variant.FLOAT_PLAIN_GRAPH, Variant.DOUBLE_PLAIN_SEQUENTIAL}) {
            Network network = row.network(variant);
            NetworkChecks.assertTrainsInParallel(network, batch(network, variant));
        }
    }

    private static DataSet batch(Network network, Variant variant) {
        return Batches.batch(Input.FEED_FORWARD, network, variant.type, null, 1, false);
    }
}
