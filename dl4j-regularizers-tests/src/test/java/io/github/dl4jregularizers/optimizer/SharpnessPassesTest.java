package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.optimizer.SharpnessAwareMinimizationTest.FLAT;
import static io.github.dl4jregularizers.optimizer.SharpnessAwareMinimizationTest.RHO;
import static io.github.dl4jregularizers.optimizer.SharpnessAwareMinimizationTest.dense;
import static io.github.dl4jregularizers.optimizer.SharpnessAwareMinimizationTest.flat;
import static io.github.dl4jregularizers.optimizer.SharpnessAwareMinimizationTest.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** The number of passes per step, and the calls of listeners. */
class SharpnessPassesTest {

    /** A network without noise needs no repeated pass, whatever else draws. */
    @Test
    void withoutNoiseEveryStepButTheFirstTakesTwoPasses() {
        int[] passes = {0};
        Layer counting = new DenseLayer.Builder()
                .nOut(3)
                .activation(new CountingActivation(passes))
                .build();
        TrainedChain network = TrainedChain.of(false, WorkspaceMode.NONE, FLAT, counting, output());
        network.model().addListeners(new SharpnessAwareMinimization(RHO));
        DataSet data = flat();
        network.fit(data);
        assertThat(passes[0]).isEqualTo(3);
        for (int step = 0; step < 3; step++) {
            Nd4j.rand(3);
            network.fit(data);
        }
        assertThat(passes[0]).isEqualTo(3 + 3 * 2);
    }

    /** Although the generator is somewhere else when each epoch begins. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withAnIteratorEveryStepTakesTwoPasses(boolean graph) {
        int[] passes = {0};
        Layer counting = new DenseLayer.Builder()
                .nOut(3)
                .dropOut(0.5)
                .activation(new CountingActivation(passes))
                .build();
        TrainedChain network = TrainedChain.of(graph, WorkspaceMode.NONE, FLAT, counting, output());
        network.model().addListeners(new SharpnessAwareMinimization(RHO));
        DataSetIterator twoBatches = new ListDataSetIterator<>(Collections.nCopies(2, flat()), 1);
        for (int epoch = 0; epoch < 3; epoch++) {
            Nd4j.getRandom().setSeed(epoch + 5);
            ((NeuralNetwork) network.model()).fit(twoBatches);
        }
        assertThat(passes[0]).isEqualTo(3 * 2 * 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noListenerIsCalledTwice(boolean graph) {
        Calls before = new Calls();
        Calls after = new Calls();
        TrainedChain network = TrainedChain.of(graph, WorkspaceMode.ENABLED, FLAT, dense());
        DataSet data = flat();
        network.fit(data);
        network.model().addListeners(before, new SharpnessAwareMinimization(RHO), after);
        network.fit(data);
        network.fit(data);
        assertThat(before.calls).containsExactlyElementsOf(after.calls);
        assertThat(before.calls)
                .containsExactly("forward", "backward", "gradient", "done", "forward", "backward", "gradient", "done");
    }

    private static final class Calls extends BaseTrainingListener {

        private final List<String> calls = new ArrayList<>();

        @Override
        public void onForwardPass(Model model, List<INDArray> activations) {
            calls.add("forward");
        }

        @Override
        public void onForwardPass(Model model, Map<String, INDArray> activations) {
            calls.add("forward");
        }

        @Override
        public void onBackwardPass(Model model) {
            calls.add("backward");
        }

        @Override
        public void onGradientCalculation(Model model) {
            calls.add("gradient");
        }

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            calls.add("done");
        }
    }
}
