package io.github.dl4jregularizers.internal.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Undocumented behavior of DL4J and ND4J that the library relies on. A failure names what changed in DL4J. */
class ReliedOnBehaviorTest {

    private static final DataSet DATA =
            new DataSet(Nd4j.ones(2, 3), Nd4j.ones(2, 2).divi(2));

    private static Model network(boolean graph) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.5))
                .list(
                        new DenseLayer.Builder().nOut(4).build(),
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.feedForward(3))
                .build());
        network.init();
        return graph ? network.toComputationGraph() : network;
    }

    private static void fit(Model network) {
        if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(DATA);
        } else {
            ((MultiLayerNetwork) network).fit(DATA);
        }
    }

    @Test
    void scalarOperationsReplaceNaN() {
        String changed = "INDArray.%s(NaN) no longer computes with 1e-5: GradientClipping may drop its special case";
        Map<String, BiFunction<INDArray, Number, INDArray>> operations =
                Map.of("mul", INDArray::mul, "add", INDArray::add, "sub", INDArray::sub, "div", INDArray::div);
        operations.forEach((name, operation) -> assertThat(
                        Double.isNaN(operation.apply(Nd4j.ones(1), Double.NaN).getDouble(0)))
                .as(changed, name)
                .isFalse());
    }

    @Test
    void cloningAdaGradLosesItsSchedule() {
        AdaGrad scheduled = new AdaGrad(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 3));
        assertThat(scheduled.clone())
                .as("AdaGrad.clone() keeps its schedule: UpdaterCopy may go")
                .isNotEqualTo(scheduled);
        assertThat(UpdaterCopy.of(scheduled)).isEqualTo(scheduled).isNotSameAs(scheduled);
    }

    @Test
    void cloningAnAttentionVertexLosesItsUpdater() {
        AttentionVertex vertex = new AttentionVertex.Builder()
                .nInKeys(2)
                .nInQueries(2)
                .nInValues(2)
                .nOut(2)
                .nHeads(1)
                .headSize(2)
                .projectInput(true)
                .build();
        vertex.setUpdater(new Sgd(1));
        assertThat(vertex.clone().getUpdater())
                .as("AttentionVertex.clone() keeps its updater: ConfigurationCopy may drop SameDiffVertex")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listenersAreCalledBeforeTheUpdaterAndAfterTheStep(boolean graph) {
        Model network = network(graph);
        List<String> calls = new ArrayList<>();
        INDArray before = network.params().dup();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                calls.add("gradient, parameters " + (model.params().equals(before) ? "old" : "new"));
                model.getGradientsViewArray().muli(0);
            }

            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                calls.add("done " + iteration);
            }
        });
        fit(network);
        assertThat(calls)
                .as("order of onGradientCalculation, update and iterationDone: SAM, clipping and Lookahead")
                .containsExactly("gradient, parameters old", "done 0");
        assertThat(network.params())
                .as("the updater uses getGradientsViewArray()")
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theListOfListenersIsTheNetworksOwn(boolean graph) {
        Model network = network(graph);
        int[] calls = new int[1];
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model model) {
                calls[0]++;
            }
        });
        List<TrainingListener> listeners = Network.of(network).listeners();
        TrainingListener original = listeners.get(0);
        listeners.set(0, new BaseTrainingListener() {});
        fit(network);
        assertThat(calls[0])
                .as("getListeners() is a copy: SilentPass cannot mute listeners")
                .isZero();
        listeners.set(0, original);
        fit(network);
        assertThat(calls[0]).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPassCanBeRepeatedWithinAStep(boolean graph) {
        Model network = network(graph);
        List<INDArray> gradients = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                gradients.add(model.getGradientsViewArray().dup());
                new SilentPass(Network.of(model)).run();
                gradients.add(model.getGradientsViewArray().dup());
            }
        });
        fit(network);
        assertThat(gradients)
                .as("computeGradientAndScore() needs more than the current minibatch")
                .hasSize(2);
        assertThat(gradients.get(1)).isEqualTo(gradients.get(0));
    }

    @Test
    void statesOfTheGeneratorReplayItsNumbers() {
        GeneratorState state = GeneratorState.now();
        INDArray first = Nd4j.randn(5, 3);
        assertThat(state.isNow()).isFalse();
        state.restore();
        assertThat(state.isNow()).isTrue();
        assertThat(Nd4j.randn(5, 3))
                .as("rootState() and nodeState() are no longer the whole state")
                .isEqualTo(first);
    }

    @Test
    void truncatedBackpropagationKeepsTheStartOfTheSegment() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(
                        new LSTM.Builder().nOut(2).build(),
                        new RnnOutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.recurrent(3))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(2)
                .build());
        network.init();
        RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
        List<Map<String, INDArray>> starts = new ArrayList<>();
        List<Map<String, INDArray>> ends = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                starts.add(Map.copyOf(layer.rnnGetPreviousState()));
                ends.add(Map.copyOf(layer.rnnGetTBPTTState()));
            }
        });
        network.fit(new DataSet(Nd4j.rand(1, 3, 6), Nd4j.ones(1, 2, 6)));
        assertThat(starts).hasSize(3);
        assertThat(starts.get(1))
                .as("CarriedStates: a segment starts from the TBPTT state of the last")
                .isEqualTo(ends.get(0));
        assertThat(starts.get(2)).isEqualTo(ends.get(1)).isNotEqualTo(starts.get(1));
    }
}
