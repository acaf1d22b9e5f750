package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Smaller recurrent networks with equal outputs. */
class CompactRecurrentTest {

    private static MultiLayerNetwork recurrent(RNNFormat format, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(CompactStructureTest.settings()
                .list(layers)
                .setInputType(InputType.recurrent(3, 6, format))
                .build());
        network.init();
        return network;
    }

    private static INDArray sequences(RNNFormat format) {
        return format == RNNFormat.NCW ? Nd4j.rand(DataType.DOUBLE, 5, 3, 6) : Nd4j.rand(DataType.DOUBLE, 5, 6, 3);
    }

    private static void zeroColumns(INDArray array, int... columns) {
        for (int column : columns) {
            array.getColumn(column).assign(0);
        }
    }

    private static void zeroRows(INDArray array, int... rows) {
        for (int row : rows) {
            array.getRow(row).assign(0);
        }
    }

    /** Unit 1 has no candidate; units 0 and 3 feed each other only, and so stay 0; unit 4 is read by nobody. */
    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void unitsOfLstm(RNNFormat format) {
        MultiLayerNetwork network = recurrent(
                format,
                new LSTM.Builder().nOut(6).dataFormat(format).build(),
                new LSTM.Builder().nOut(4).dataFormat(format).build(),
                new RnnOutputLayer.Builder()
                        .nOut(3)
                        .dataFormat(format)
                        .activation(Activation.SOFTMAX)
                        .build());
        zeroColumns(network.getParam("0_W"), 0, 1, 3);
        INDArray recurrent = network.getParam("0_RW");
        INDArray kept = recurrent.getScalar(0, 3).dup();
        INDArray keptBack = recurrent.getScalar(3, 0).dup();
        zeroColumns(recurrent, 0, 1, 3);
        recurrent.putScalar(0, 3, kept.getDouble(0)).putScalar(3, 0, keptBack.getDouble(0));
        zeroRows(recurrent, 4);
        zeroRows(network.getParam("1_W"), 4);
        zeroRows(network.getParam("2_W"), 2);
        zeroRows(network.getParam("1_RW"), 2);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        INDArray x = sequences(format);
        CompactStructureTest.assertClose(compact.network().output(x), network.output(x));
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 5, 6);
        mask.get(NDArrayIndex.interval(0, 2), NDArrayIndex.interval(4, 6)).assign(0);
        INDArray masked = network.output(x, false, mask, mask);
        CompactStructureTest.assertClose(compact.network().output(x, false, mask, mask), masked);
        assertThat(compact).asString().contains("layer 0: 6 -> 2", "layer 1: 4 -> 3");
        assertThat(compact.leftAlone()).isEmpty();
        assertThat(compact.network().getLayer(1).conf().getLayer().getClass()).isEqualTo(LSTM.class);
        assertThat(compact.timing(x)).contains("saved");
    }

    /** A constant other than 0 is 0 before the first step, so it stays; so does a unit that another one reads. */
    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void unitsOfSimpleRnn(RNNFormat format) {
        MultiLayerNetwork network = recurrent(
                format,
                new DenseLayer.Builder().nOut(4).build(),
                new SimpleRnn.Builder().nOut(5).dataFormat(format).build(),
                new LastTimeStep(
                        new SimpleRnn.Builder().nOut(4).dataFormat(format).build()),
                CompactStructureTest.output());
        network.getParam("0_W").putColumn(3, Nd4j.zeros(DataType.DOUBLE, 3));
        network.getParam("1_W").putRow(2, Nd4j.zeros(DataType.DOUBLE, 5));
        INDArray recurrent = network.getParam("1_RW");
        zeroColumns(network.getParam("1_W"), 0, 1);
        zeroColumns(recurrent, 0, 1);
        network.getParam("1_b").putScalar(0, 0);
        zeroRows(network.getParam("2_W"), 3);
        zeroRows(network.getParam("3_W"), 2);
        zeroRows(network.getParam("2_RW"), 2);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        INDArray x = sequences(format);
        CompactStructureTest.assertClose(compact.network().output(x), network.output(x));
        assertThat(compact).asString().contains("layer 0: 4 -> 3", "layer 1: 5 -> 4", "layer 2: 4 -> 3");
        assertThat(compact.leftAlone()).isEmpty();
    }

    /** The state of a network that predicts step by step. */
    @Test
    void timeStepsOfSmallerLstm() {
        MultiLayerNetwork network = recurrent(
                RNNFormat.NCW,
                new LSTM.Builder().nOut(4).build(),
                new RnnOutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build());
        zeroRows(network.getParam("1_W"), 1);
        zeroRows(network.getParam("0_RW"), 1);
        MultiLayerNetwork smaller = CompactNetwork.of(network).network();
        assertThat(smaller.getParam("0_RW").shape()).containsExactly(3, 12);
        INDArray x = sequences(RNNFormat.NCW);
        INDArray expected = network.output(x);
        for (int step = 0; step < 6; step++) {
            INDArray now = smaller.rnnTimeStep(
                    x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(step, step + 1)));
            CompactStructureTest.assertClose(
                    now, expected.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(step, step + 1)));
        }
    }

    /** Layers that are not analyzed keep all units, as do those around them. */
    @Test
    void otherLayersAreNamed() {
        MultiLayerNetwork network = recurrent(
                RNNFormat.NCW,
                new LSTM.Builder().nOut(4).build(),
                new Bidirectional(new LSTM.Builder().nOut(3).build()),
                new RnnOutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build());
        zeroColumns(network.getParam("0_W"), 1);
        zeroColumns(network.getParam("0_RW"), 1);
        CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
        INDArray x = sequences(RNNFormat.NCW);
        CompactStructureTest.assertClose(compact.network().output(x), network.output(x));
        assertThat(compact.removedShare()).isZero();
        assertThat(compact.leftAlone()).containsExactly("layer 0 (layer 1: Bidirectional)", "layer 1 (Bidirectional)");
        assertThat(Arrays.asList(compact.toString().split("; "))).hasSize(3);
    }
}
