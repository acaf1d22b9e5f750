package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class SharpnessAwareMinimizationTest {

    static final double RHO = 0.1;

    static List<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        for (boolean graph : new boolean[] {false, true}) {
            for (WorkspaceMode workspaces : new WorkspaceMode[] {WorkspaceMode.NONE, WorkspaceMode.ENABLED}) {
                String suffix = (graph ? ", graph" : ", sequential") + ", workspaces " + workspaces;
                cases.add(Arguments.of("dense" + suffix, TrainedChain.of(graph, workspaces, FLAT, dense()), flat()));
                cases.add(Arguments.of(
                        "residual" + suffix, TrainedChain.of(graph, workspaces, FLAT, residual()), flat()));
                cases.add(Arguments.of(
                        "masked" + suffix,
                        TrainedChain.of(graph, workspaces, InputType.recurrent(3), recurrent()),
                        sequences()));
            }
        }
        return cases;
    }

    static final InputType FLAT = InputType.feedForward(3);

    static Layer output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    /** Noise of the library's and of DL4J's, on activations and on weights, and statistics. */
    static Layer[] dense() {
        return new Layer[] {
            new DropConnect(
                    DropRate.of(0.3),
                    new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build()),
            new BatchNormalization.Builder().useLogStd(false).build(),
            new DenseLayer.Builder()
                    .nOut(4)
                    .activation(Activation.TANH)
                    .dropOut(new Dropout(DropRate.of(0.4)))
                    .build(),
            new DenseLayer.Builder()
                    .nOut(4)
                    .activation(Activation.TANH)
                    .dropOut(0.6)
                    .build(),
            output()
        };
    }

    private static Layer[] residual() {
        return new Layer[] {
            new ResidualBlock.Builder()
                    .body(new DenseLayer.Builder()
                            .nOut(3)
                            .activation(Activation.TANH)
                            .build())
                    .dropRate(DropRate.of(0.5))
                    .build(),
            output()
        };
    }

    private static Layer[] recurrent() {
        return new Layer[] {
            new LSTM.Builder().nOut(2).dropOut(new Dropout(DropRate.of(0.4))).build(),
            new LSTM.Builder().nOut(2).build(),
            new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build()
        };
    }

    static DataSet flat() {
        Nd4j.getRandom().setSeed(1);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 4, 2);
        labels.putColumn(0, Nd4j.createFromArray(1.0, 0, 1, 0));
        labels.putColumn(1, Nd4j.createFromArray(0.0, 1, 0, 1));
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 4, 3), labels);
    }

    private static DataSet sequences() {
        Nd4j.getRandom().setSeed(1);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 4, 2, 5);
        labels.tensorAlongDimension(1, 0, 2).assign(1);
        INDArray mask = Nd4j.createFromArray(
                new double[][] {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}, {1, 0, 0, 0, 0}, {1, 1, 0, 0, 0}});
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 4, 3, 5), labels, mask, mask.dup());
    }

    /** With noise drawn from the place where the generator is before the step, and the loss of the first pass. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void everyStepIsTheOneComputedByHand(String name, TrainedChain network, DataSet data) {
        TrainedChain byHand = network.copy();
        network.model().addListeners(new SharpnessAwareMinimization(RHO));
        network.fit(data);
        for (int step = 0; step < 2; step++) {
            byHand.model().params().assign(network.model().params());
            long[] start = TrainedChain.generator();
            network.fit(data);
            long[] end = TrainedChain.generator();
            double score = byHand.sharpnessAwareStep(data, RHO, start);
            assertWithin(
                    "step " + step,
                    1e-12,
                    network.model().params(),
                    byHand.model().params());
            assertThat(network.model().score()).isCloseTo(score, within(1e-12));
            assertThat(end).as("the noise of one pass was drawn").isEqualTo(TrainedChain.generator());
        }
    }

    /** The two passes that count are then those that start where DL4J's own pass ended. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void bothPassesSeeTheSameNoiseThoughSomebodyDrewInBetween(String name, TrainedChain network, DataSet data) {
        TrainedChain byHand = network.copy();
        network.model().addListeners(new SharpnessAwareMinimization(RHO));
        network.fit(data);
        byHand.model().params().assign(network.model().params());
        Nd4j.rand(3);
        long[] start = TrainedChain.generator();
        network.fit(data);
        byHand.sharpnessAwareStep(data, RHO, start);
        byHand.model().params().assign(byHand.startOfStep());
        byHand.sharpnessAwareStep(data, RHO, TrainedChain.generator());
        assertWithin("step", 1e-12, network.model().params(), byHand.model().params());
    }

    @Test
    void frozenLayersStayWhereTheyAre() {
        TrainedChain network = TrainedChain.of(
                false,
                WorkspaceMode.NONE,
                FLAT,
                new FrozenLayer(new DenseLayer.Builder().nOut(3).build()),
                output());
        network.model().addListeners(new SharpnessAwareMinimization(RHO));
        INDArray frozen = network.model().paramTable().get("0_W").dup();
        network.fit(flat());
        network.fit(flat());
        assertWithin("frozen", 0, network.model().paramTable().get("0_W"), frozen);
    }

    @Test
    void workersOfAParallelWrapperTrain() {
        TrainedChain network = TrainedChain.of(false, WorkspaceMode.ENABLED, FLAT, dense());
        network.model().addListeners(new SharpnessAwareMinimization(RHO));
        INDArray before = network.model().params().dup();
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>((MultiLayerNetwork) network.model())
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .build();
        wrapper.fit(new ListDataSetIterator<>(Collections.nCopies(6, flat()), 4));
        wrapper.shutdown();
        assertThat(network.model().params().isNaN().any()).isFalse();
        assertThat(network.model().params().distance2(before)).isPositive();
    }

    @Test
    void aLayerPretrainedByItselfIsRefused() {
        MultiLayerNetwork network = (MultiLayerNetwork)
                TrainedChain.of(false, WorkspaceMode.NONE, FLAT, dense()).model();
        assertThatThrownBy(() -> new SharpnessAwareMinimization(RHO).onGradientCalculation(network.getLayer(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layerwise pretraining is not supported");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoRho(double rho) {
        String message = "rho must be finite and > 0, but was " + rho;
        assertThatThrownBy(() -> new SharpnessAwareMinimization(rho))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> SharpnessAwareMinimization.adaptive(rho))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
