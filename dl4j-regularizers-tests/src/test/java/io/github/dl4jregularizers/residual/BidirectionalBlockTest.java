package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional.Mode;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** {@code Bidirectional} inside a block trains as against an addition of DL4J's. */
class BidirectionalBlockTest {

    private static final int SIZE = 4;
    private static final int TIME = 5;

    private static NeuralNetConfiguration.Builder settings() {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.3))
                .l2(0.01);
    }

    private static LSTM lstm(Mode mode) {
        return new LSTM.Builder()
                .nOut(mode == Mode.CONCAT ? SIZE / 2 : SIZE)
                .activation(Activation.TANH)
                .build();
    }

    private static RnnOutputLayer output() {
        return new RnnOutputLayer.Builder()
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static DataSet batch() {
        Nd4j.getRandom().setSeed(4);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 3, 2, TIME);
        labels.tensorAlongDimension(1, 0, 2).assign(1);
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 3, SIZE, TIME), labels);
    }

    private static ComputationGraph plain(Layer layer) {
        ComputationGraph graph = new ComputationGraph(settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", new SimpleRnn.Builder().nOut(SIZE).build(), "in")
                .addLayer("body", layer, "first")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "body", "first")
                .addLayer("out", output(), "add")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(SIZE, TIME))
                .build());
        graph.init();
        return graph;
    }

    private static MultiLayerNetwork network(Layer body) {
        MultiLayerNetwork network = new MultiLayerNetwork(settings()
                .list()
                .layer(new SimpleRnn.Builder().nOut(SIZE).build())
                .layer(new ResidualBlock.Builder()
                        .body(body)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(output())
                .setInputType(InputType.recurrent(SIZE, TIME))
                .build());
        network.init();
        return network;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void trainsAsBesideAnAddition(Mode mode) {
        ComputationGraph plain = plain(new Bidirectional(mode, lstm(mode)));
        MultiLayerNetwork block = network(new Bidirectional(mode, lstm(mode)));
        block.setParams(plain.params());
        INDArray before = plain.params().dup();
        for (int i = 0; i < 3; i++) {
            plain.fit(batch());
            block.fit(batch());
        }
        assertThat(plain.params().sub(before).amaxNumber().doubleValue()).isGreaterThan(0.01);
        assertWithin("parameters", 1e-10, block.params(), plain.params());
        assertThat(block.score()).isEqualTo(plain.score(), within(1e-10));
        assertThat(block.getLayer(1).paramTable().keySet())
                .containsExactly("body0.fW", "body0.fRW", "body0.fb", "body0.bW", "body0.bRW", "body0.bb");
    }

    @Test
    void sequenceLengthsThatAreKnownHaveToAgree() {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(new Convolution1DLayer.Builder(2).nIn(SIZE).nOut(SIZE).build())
                .build();
        assertThat(block.getOutputType(0, InputType.recurrent(SIZE))).isEqualTo(InputType.recurrent(SIZE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.getOutputType(0, InputType.recurrent(SIZE, TIME)))
                .withMessageContainingAll("output of the body", "timeSeriesLength=5", "timeSeriesLength=4");
    }

    @Test
    void trainsBelowDropConnect() {
        DropConnect none = new DropConnect(DropRate.of(0), new Bidirectional(Mode.ADD, lstm(Mode.ADD)));
        ComputationGraph plain = plain(new Bidirectional(Mode.ADD, lstm(Mode.ADD)));
        MultiLayerNetwork block = network(none);
        block.setParams(plain.params());
        for (int i = 0; i < 3; i++) {
            plain.fit(batch());
            block.fit(batch());
        }
        assertWithin("parameters", 1e-10, block.params(), plain.params());
        MultiLayerNetwork dropped =
                network(new DropConnect(DropRate.of(0.5), new Bidirectional(Mode.CONCAT, lstm(Mode.CONCAT))));
        INDArray before = dropped.params().dup();
        dropped.fit(batch());
        assertThat(dropped.params()).isNotEqualTo(before);
    }
}
