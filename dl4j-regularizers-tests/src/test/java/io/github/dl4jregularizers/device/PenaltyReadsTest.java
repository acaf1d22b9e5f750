package io.github.dl4jregularizers.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.penalty.GroupLasso;
import io.github.dl4jregularizers.penalty.SoftOrthogonality;
import io.github.dl4jregularizers.penalty.SpectralNormPenalty;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Penalties that are computed for all weights of a network together are those of the weights as they are, whatever
 * changed since the last time.
 */
class PenaltyReadsTest {

    private static final ConfigurationChange PENALTIES = new GroupLasso(0.01)
            .andThen(new SpectralNormPenalty(0.1))
            .andThen(new ElasticNet(0.001, 0.01))
            .andThen(new SoftOrthogonality(0.01));

    private final INDArray features = Nd4j.rand(DataType.DOUBLE, 6, 5);
    private final INDArray labels = Nd4j.eye(6).castTo(DataType.DOUBLE);

    private static MultiLayerNetwork network(int seed, ConfigurationChange change) {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(seed)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .list(
                        new DenseLayer.Builder().nOut(7).build(),
                        new DenseLayer.Builder().nOut(4).build(),
                        new OutputLayer.Builder()
                                .nOut(6)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.feedForward(5))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(change.applyTo(conf));
        network.init();
        return network;
    }

    /** Each layer asked alone, which computes alone. */
    private static double alone(MultiLayerNetwork network) {
        double sum = 0;
        for (Layer layer : network.getLayers()) {
            sum += layer.calcRegularizationScore(true);
        }
        return sum;
    }

    private static void assertScore(MultiLayerNetwork network) {
        assertThat(network.calcRegularizationScore(true)).isCloseTo(alone(network), within(1e-9));
    }

    @Test
    void scoresFollowEveryChangeOfTheParameters() {
        MultiLayerNetwork network = network(1, PENALTIES);
        double before = 0;
        for (int i = 0; i < 4; i++) {
            assertScore(network);
            assertThat(network.calcRegularizationScore(true)).isNotEqualTo(before);
            before = network.calcRegularizationScore(true);
            network.fit(features, labels);
        }
        network.params().muli(2);
        assertScore(network);
        network.setParams(Nd4j.ones(DataType.DOUBLE, network.params().shape()));
        assertScore(network);
        network.init(Nd4j.ones(DataType.DOUBLE, network.params().shape()).muli(0.5), true);
        assertScore(network);
    }

    @Test
    void networksThatTakeTurnsKeepTheirOwnScores() {
        MultiLayerNetwork one = network(1, PENALTIES);
        MultiLayerNetwork other = network(2, PENALTIES);
        for (int i = 0; i < 3; i++) {
            assertScore(one);
            one.params().muli(1.1);
            assertScore(other);
            assertScore(other);
            other.params().muli(0.9);
            assertScore(one);
        }
    }

    /** One step of SGD on the sum of loss and penalties: the gradients of both, with the weights before the step. */
    @Test
    void gradientsAreThoseOfTheCurrentWeights() {
        MultiLayerNetwork penalized = network(1, new SpectralNormPenalty(0.1));
        MultiLayerNetwork plain = network(1, new SpectralNormPenalty(0));
        for (int step = 0; step < 4; step++) {
            plain.setParams(penalized.params().dup());
            penalized.fit(features, labels);
            INDArray[] expected = new INDArray[3];
            for (int layer = 0; layer < 3; layer++) {
                INDArray weights = plain.getParam(layer + "_W");
                expected[layer] = gradient(weights).muli(-0.1 * 0.1);
            }
            plain.fit(features, labels);
            for (int layer = 0; layer < 3; layer++) {
                INDArray difference = penalized.getParam(layer + "_W").sub(plain.getParam(layer + "_W"));
                assertThat(difference.sub(expected[layer]).amaxNumber().doubleValue())
                        .as("step %d, layer %d", step, layer)
                        .isLessThan(1e-4);
                assertThat(difference.amaxNumber().doubleValue()).isGreaterThan(1e-4);
            }
        }
    }

    /** d(sigma^2 / 2)/dW = sigma u v^T = W v v^T, by power iteration. */
    private static INDArray gradient(INDArray weights) {
        INDArray square = weights.transpose().mmul(weights);
        INDArray right = Nd4j.ones(DataType.DOUBLE, square.rows(), 1);
        for (int i = 0; i < 2000; i++) {
            right = square.mmul(right);
            right.divi(right.norm2Number());
        }
        return weights.mmul(right).mmul(right.transpose());
    }
}
