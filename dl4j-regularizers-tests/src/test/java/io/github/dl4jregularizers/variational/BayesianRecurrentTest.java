package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.util.List;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** Bayesian recurrent layers in networks, against DL4J's layers and closed forms. */
class BayesianRecurrentTest {

    private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();
    private static final KlWeight KL = KlWeight.forTrainingExamples(7).beta(0.5);

    static BayesianLSTM.Builder lstm() {
        return new BayesianLSTM.Builder()
                .nIn(3)
                .nOut(4)
                .activation(Activation.TANH)
                .klWeight(KL);
    }

    static BayesianSimpleRnn.Builder simple() {
        return new BayesianSimpleRnn.Builder()
                .nIn(3)
                .nOut(4)
                .activation(Activation.TANH)
                .klWeight(KL);
    }

    static BaseRecurrentLayer bayesian(boolean isLstm) {
        return isLstm ? lstm().build() : simple().build();
    }

    static MultiLayerNetwork network(DataType type, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .seed(3)
                .updater(new Adam(0.02))
                .activation(Activation.TANH)
                .list(layers)
                .build());
        network.init();
        network.initGradientsView();
        return network;
    }

    /** The same seed gives the parameters of DL4J's layer, and inference its outputs. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void meansAreThoseOfDl4j(boolean isLstm) {
        Layer plain = isLstm
                ? new LSTM.Builder().nIn(3).nOut(4).forgetGateBiasInit(1.5).build()
                : new SimpleRnn.Builder().nIn(3).nOut(4).biasInit(0.2).build();
        Layer own = isLstm
                ? lstm().forgetGateBiasInit(1.5).build()
                : simple().biasInit(0.2).build();
        MultiLayerNetwork expected = network(DataType.DOUBLE, plain, output());
        MultiLayerNetwork network = network(DataType.DOUBLE, own, output());
        for (String parameter : new String[] {"0_W", "0_RW", "0_b"}) {
            assertThat(network.getParam(parameter)).as(parameter).isEqualTo(expected.getParam(parameter));
        }
        network.setParam("1_W", expected.getParam("1_W"));
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 6);
        INDArray output = network.output(input);
        assertThat(output.distance2(expected.output(input))).isLessThan(1e-13);
        for (int step = 0; step < 6; step++) {
            INDArray now = network.rnnTimeStep(steps(input, step, step + 1));
            assertThat(now.distance2(steps(output, step, step + 1))).isLessThan(1e-13);
        }
        assertThat(network.numParams() - expected.numParams())
                .isEqualTo(network.getParam("0_W").length()
                        + network.getParam("0_RW").length());
    }

    private static RnnOutputLayer output() {
        return new RnnOutputLayer.Builder()
                .nIn(4)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static INDArray steps(INDArray sequences, int from, int to) {
        return sequences
                .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
                .dup();
    }

    /** A truncated pass over all steps is a whole one. A second segment starts from the state of the first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void truncatedPasses(boolean isLstm) {
        GivenNormals draws = new GivenNormals();
        long gates = isLstm ? 16 : 4;
        INDArray[] given = {Nd4j.randn(DataType.DOUBLE, 3, gates), Nd4j.randn(DataType.DOUBLE, 4, gates)};
        BaseRecurrentLayer configuration = isLstm
                ? lstm().initialDeviation(0.3).build().withNoise(draws)
                : simple().initialDeviation(0.3).build().withNoise(draws);
        RecurrentLayer layer =
                (RecurrentLayer) network(DataType.DOUBLE, configuration).getLayer(0);
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 6);
        draws.arrays.addAll(List.of(given));
        INDArray whole = layer.activate(input, true, MEMORY);
        INDArray gradient = Nd4j.rand(DataType.DOUBLE, 2, 4, 6);
        INDArray ofInput = layer.backpropGradient(gradient, MEMORY).getSecond().dup();
        INDArray ofParameters = layer.getGradientsViewArray().dup();
        assertThat(layer.tbpttBackpropGradient(gradient, 6, MEMORY).getSecond()).isEqualTo(ofInput);
        assertThat(layer.getGradientsViewArray()).isEqualTo(ofParameters);
        for (int start = 0; start < 6; start += 3) {
            draws.arrays.addAll(List.of(given));
            INDArray part = layer.rnnActivateUsingStoredState(steps(input, start, start + 3), true, true, MEMORY);
            assertThat(part.distance2(steps(whole, start, start + 3))).isLessThan(1e-13);
        }
        INDArray late =
                layer.tbpttBackpropGradient(steps(gradient, 3, 6), 3, MEMORY).getSecond();
        assertThat(late.distance2(steps(ofInput, 3, 6))).isLessThan(1e-12);
    }

    /** One linear step: the variance of the prediction is sum x^2 sigma^2, with a relative error of sqrt(2 / n). */
    @Test
    void monteCarloDrawsTheWeights() {
        BayesianSimpleRnn layer = new BayesianSimpleRnn.Builder()
                .nIn(3)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .initialDeviation(0.3)
                .klWeight(KL)
                .build();
        MultiLayerNetwork network = network(
                DataType.DOUBLE,
                layer,
                new RnnOutputLayer.Builder(org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction.MSE)
                        .nIn(1)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build());
        network.setParam("1_W", Nd4j.ones(DataType.DOUBLE, 1, 1));
        INDArray input = Nd4j.rand(DataType.DOUBLE, 2, 3, 1);
        int samples = 2000;
        PredictiveDistribution prediction =
                MonteCarloDropout.of(network).samples(samples).seed(4).predict(input);
        for (int example = 0; example < 2; example++) {
            double squares = Math.pow(input.slice(example).norm2Number().doubleValue(), 2);
            double expected = 0.09 * squares;
            assertThat(prediction.variance().getDouble(example, 0, 0))
                    .isCloseTo(expected, within(5 * Math.sqrt(2.0 / samples) * expected));
        }
    }

    /** Inside DL4J's containers, and with truncated backpropagation: the loss falls, and the variances move. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainsInContainers(boolean isLstm) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(4)
                .updater(new Adam(0.02))
                .activation(Activation.TANH)
                .list()
                .layer(new Bidirectional(Bidirectional.Mode.ADD, bayesian(isLstm)))
                .layer(new MaskZeroLayer(second(isLstm), -1))
                .layer(new LastTimeStep(second(isLstm)))
                .layer(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build());
        network.init();
        assertThat(network.paramTable())
                .containsKeys("0_fW", "0_flogVariance", "0_brecurrentLogVariance", "1_logVariance", "2_RW");
        DataSet batch =
                new DataSet(Nd4j.rand(DataType.FLOAT, 4, 3, 6), Nd4j.eye(2).repmat(2L, 1L));
        INDArray before = network.getParam("2_recurrentLogVariance").dup();
        network.fit(batch);
        double first = network.score();
        for (int i = 0; i < 60; i++) {
            network.fit(batch);
        }
        assertThat(network.score()).isLessThan(first);
        assertThat(network.getParam("2_recurrentLogVariance")).isNotEqualTo(before);
    }

    private static BaseRecurrentLayer second(boolean isLstm) {
        return isLstm ? lstm().nIn(4).build() : simple().nIn(4).build();
    }

    /** Two segments per sequence: two updates, each with the whole divergence in its score. */
    @Test
    void theDivergenceCountsPerSegment() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(4)
                .updater(new Adam(0.0))
                .activation(Activation.TANH)
                .list(lstm().build(), output())
                .setInputType(InputType.recurrent(3))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(3)
                .build());
        network.init();
        INDArray labels = Nd4j.ones(DataType.FLOAT, 2, 2, 6).muli(0.5);
        network.fit(new DataSet(Nd4j.zeros(DataType.FLOAT, 2, 3, 6), labels));
        assertThat(network.getIterationCount()).isEqualTo(2);
        double divergence = network.getLayer(0).calcRegularizationScore(true);
        assertThat(divergence).isPositive();
        assertThat(network.score()).isGreaterThan(divergence);
        assertThat(network.score() - divergence).isCloseTo(3 * Math.log(2), within(0.2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void constraintsOfOneKindOfWeight(boolean isLstm) {
        BaseRecurrentLayer layer = isLstm
                ? lstm().constrainRecurrent(new MaxNorm(0.01)).build()
                : simple().constrainRecurrent(new MaxNorm(0.01)).build();
        MultiLayerNetwork network = network(DataType.DOUBLE, layer, output());
        network.fit(new DataSet(Nd4j.rand(DataType.DOUBLE, 2, 3, 4), Nd4j.ones(DataType.DOUBLE, 2, 2, 4)));
        assertThat(network.getParam("0_RW").norm2(0).maxNumber().doubleValue()).isLessThan(0.0101);
        assertThat(network.getParam("0_W").norm2(0).maxNumber().doubleValue()).isGreaterThan(0.02);
    }

    @Test
    void refusesBadInput() {
        assertThatThrownBy(() -> network(DataType.FLOAT16, bayesian(true)))
                .hasMessageContaining("data type of the network")
                .hasMessageContaining("FLOAT or DOUBLE");
        assertThatThrownBy(() -> network(
                        DataType.DOUBLE,
                        simple().weightNoise(new DropConnect(0.5)).build()))
                .hasMessageContaining("weight noise of layer");
        MultiLayerNetwork network = network(DataType.DOUBLE, bayesian(false), output());
        assertThatThrownBy(() -> network.output(Nd4j.rand(DataType.DOUBLE, 2, 3)))
                .hasMessageContaining("rank of the input of layer");
        assertThatThrownBy(() -> network.output(Nd4j.rand(DataType.DOUBLE, 2, 4, 5)))
                .hasMessageContaining("input of layer");
    }
}
