package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A graph with workspaces for training and none for inference: DL4J's backward pass goes by the mode for inference, and
 * leaves the thread in the closed workspace of the activations. {@code ParallelWrapper} makes such graphs of those
 * without any workspaces, because it sets the mode for training only.
 */
class ClosedWorkspaceTest {

    private static final INDArray FEATURES =
            Nd4j.linspace(DataType.DOUBLE, -1, 0.25, 12).reshape(4, 3);
    private static final INDArray LABELS = Nd4j.eye(2).castTo(DataType.DOUBLE).repeat(0, 2);

    static Stream<Object> whatChangesTheStep() {
        return Stream.of(
                new MaxNorm(0.5),
                new MaxSpectralNorm(0.5),
                new SharpnessAwareMinimization(0.05),
                SharpnessAwareMinimization.adaptive(0.5),
                GradientClipping.globalNorm(0.1),
                GradientClipping.adaptive(0.1));
    }

    private static ComputationGraph graph(Object change, WorkspaceMode training, WorkspaceMode inference) {
        NeuralNetConfiguration.Builder settings = new NeuralNetConfiguration.Builder()
                .seed(4)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.5))
                .trainingWorkspaceMode(training)
                .inferenceWorkspaceMode(inference);
        if (change instanceof LayerConstraint) {
            settings.constrainWeights((LayerConstraint) change);
        }
        ComputationGraph graph = new ComputationGraph(settings.graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(3))
                .addLayer("dense", new DenseLayer.Builder().nOut(3).dropOut(0.5).build(), "in")
                .addLayer("norm", new BatchNormalization(), "dense")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "norm")
                .setOutputs("out")
                .build());
        graph.init();
        if (change instanceof TrainingListener) {
            graph.addListeners((TrainingListener) change);
        }
        return graph;
    }

    /** In a separate thread, because it is left unusable. */
    private static void elsewhere(Runnable action) {
        CompletableFuture.runAsync(action, task -> new Thread(task).start()).join();
    }

    private static void train(ComputationGraph graph) {
        elsewhere(() -> {
            Nd4j.getRandom().setSeed(3);
            for (int i = 0; i < 3; i++) {
                graph.fit(new DataSet(FEATURES, LABELS));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("whatChangesTheStep")
    void trainsAsWithWorkspacesForBoth(Object change) {
        ComputationGraph mixed = graph(change, WorkspaceMode.ENABLED, WorkspaceMode.NONE);
        ComputationGraph both = graph(change, WorkspaceMode.ENABLED, WorkspaceMode.ENABLED);
        train(mixed);
        train(both);
        assertWithin("parameters", 1e-15, mixed.params(), both.params());
    }

    @ParameterizedTest
    @MethodSource("whatChangesTheStep")
    void trainsInParallelWithoutWorkspaces(Object change) {
        ComputationGraph graph = graph(change, WorkspaceMode.NONE, WorkspaceMode.NONE);
        INDArray before = graph.params().dup();
        trainInParallel(graph, WorkspaceMode.ENABLED);
        assertThat(graph.params().isNaN().any()).isFalse();
        assertThat(graph.params().distance2(before)).isPositive();
    }

    private static void trainInParallel(ComputationGraph graph, WorkspaceMode workspaces) {
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(graph)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .workspaceMode(workspaces)
                .build();
        wrapper.fit(new ListDataSetIterator<>(Collections.nCopies(4, new DataSet(FEATURES, LABELS)), 1));
        wrapper.shutdown();
    }

    /** DL4J's constraint fails here; the library's does not. */
    @Test
    void constraintsOfDl4jNeedTheSameModeForBoth() {
        Supplier<Object> constraint = () -> new MaxNormConstraint(0.5, 0);
        ComputationGraph mixed = graph(constraint.get(), WorkspaceMode.ENABLED, WorkspaceMode.NONE);
        assertThatThrownBy(() -> train(mixed))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("leaked workspace pointer");
        train(graph(constraint.get(), WorkspaceMode.ENABLED, WorkspaceMode.ENABLED));
        train(graph(constraint.get(), WorkspaceMode.NONE, WorkspaceMode.NONE));
        trainInParallel(graph(constraint.get(), WorkspaceMode.NONE, WorkspaceMode.NONE), WorkspaceMode.NONE);
    }
}
