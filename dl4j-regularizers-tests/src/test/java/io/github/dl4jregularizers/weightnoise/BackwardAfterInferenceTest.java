package io.github.dl4jregularizers.weightnoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.L0Gates;
import io.github.dl4jregularizers.variational.LearnedGaussianDropout;
import io.github.dl4jregularizers.variational.VariationalConvolution2D;
import io.github.dl4jregularizers.variational.VariationalDense;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Frozen layers with noise run forward in inference mode while the network trains: their backward pass is that of
 * inference, by differences of the score.
 */
class BackwardAfterInferenceTest {

    private static final double STEP = 1e-6;
    private static final InputType VECTORS = InputType.feedForward(4);
    private static final InputType STEPS = InputType.recurrent(4, 3);
    private static final InputType IMAGES = InputType.convolutional(3, 3, 4);

    static Stream<Arguments> layers() {
        DropRate rate = DropRate.of(0.4);
        KlWeight weight = KlWeight.forTrainingExamples(10);
        Layer dense =
                new DenseLayer.Builder().nOut(4).activation(Activation.SIGMOID).build();
        Layer convolution = new ConvolutionLayer.Builder(2, 2)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
        Layer lstm = new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
        return Stream.of(
                Arguments.of(new DropConnect(rate, dense), VECTORS),
                Arguments.of(
                        DropConnect.builder(dense)
                                .dropRate(rate)
                                .maskPerExample(true)
                                .build(),
                        VECTORS),
                Arguments.of(
                        DropConnect.builder(dense)
                                .dropRate(rate)
                                .gaussianInference(4)
                                .build(),
                        VECTORS),
                Arguments.of(
                        DropConnect.builder(dense)
                                .dropRate(rate)
                                .biases(true)
                                .gaussianInference(6)
                                .build(),
                        VECTORS),
                Arguments.of(new DropConnect(rate, convolution), IMAGES),
                Arguments.of(new DropConnect(rate, lstm), STEPS),
                Arguments.of(new GaussianWeightNoise(0.3, dense), VECTORS),
                Arguments.of(
                        new VariationalDense.Builder()
                                .klWeight(weight)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        VECTORS),
                Arguments.of(
                        new VariationalConvolution2D.Builder(2, 2)
                                .klWeight(weight)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        IMAGES),
                Arguments.of(new L0Gates.Builder().lambda(0.1).build(), VECTORS),
                Arguments.of(
                        new L0Gates.Builder().lambda(0.1).gatesPerExample(true).build(), STEPS),
                Arguments.of(
                        new LearnedGaussianDropout.Builder().klWeight(weight).build(), VECTORS),
                Arguments.of(
                        new LearnedGaussianDropout.Builder().klWeight(weight).build(), IMAGES));
    }

    /** A plain layer, the frozen one and an output; or the frozen one at the bottom. */
    private static MultiLayerNetwork network(Layer frozen, InputType input, boolean below) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .list();
        if (below) {
            layers.layer(plain(input));
        }
        layers.layer(frozen);
        if (input == STEPS) {
            layers.layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .build());
        } else {
            layers.layer(new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .build());
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(layers.setInputType(input).build());
        network.init();
        return network;
    }

    private static Layer plain(InputType input) {
        if (input == STEPS) {
            return new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
        }
        return input == IMAGES
                ? new ConvolutionLayer.Builder(1, 1)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()
                : new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build();
    }

    private static DataSet batch(InputType input) {
        Nd4j.getRandom().setSeed(8);
        long[] shape = input.getShape(true);
        shape[0] = 2;
        return new DataSet(
                Nd4j.randn(DataType.DOUBLE, shape),
                input == STEPS ? Nd4j.randn(DataType.DOUBLE, 2, 2, 3) : Nd4j.randn(DataType.DOUBLE, 2, 2));
    }

    private static double trainingScore(MultiLayerNetwork network, DataSet batch) {
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
        return network.score();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void gradientBelowIsExact(Layer layer, InputType input) {
        DataSet batch = batch(input);
        MultiLayerNetwork network = network(new FrozenLayerWithBackprop(layer), input, true);
        trainingScore(network, batch);
        INDArray gradient = network.getFlattenedGradients().dup();
        INDArray parameters = network.params();
        double largest = 0;
        for (long i = 0; i < network.getLayer(0).numParams(); i++) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + STEP);
            double up = trainingScore(network, batch);
            parameters.putScalar(i, value - STEP);
            double down = trainingScore(network, batch);
            parameters.putScalar(i, value);
            // The gradient is a sum over the batch, the score a mean.
            double difference = 2 * (up - down) / (2 * STEP);
            assertThat(gradient.getDouble(i)).as("parameter %d", i).isCloseTo(difference, within(1e-7));
            largest = Math.max(largest, Math.abs(difference));
        }
        assertThat(largest).isGreaterThan(1e-2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void frozenLayersDrawNothing(Layer layer, InputType input) {
        DataSet batch = batch(input);
        MultiLayerNetwork network = network(new FrozenLayer(layer), input, false);
        INDArray frozen = network.getLayer(0).params().dup();
        assertThat(trainingScore(network, batch)).isCloseTo(network.score(batch), within(1e-12));
        for (int i = 0; i < 3; i++) {
            network.fit(batch);
        }
        assertThat(network.getLayer(0).params().distance2(frozen)).isZero();
        assertThat(network.score(batch)).isNotNaN();
    }
}
