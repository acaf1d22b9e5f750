package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Against what a user would write: a loop over samples and layers. */
class MonteCarloDropoutTest {

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(12)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization())
                .layer(new DenseLayer.Builder()
                        .nOut(5)
                        .activation(Activation.TANH)
                        .dropOut(new Dropout(DropRate.of(0.4)))
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.7)
                        .build())
                .setInputType(InputType.feedForward(4))
                .build());
        network.init();
        return network;
    }

    @Test
    void equalsLoop() {
        MultiLayerNetwork network = network();
        INDArray x = Nd4j.rand(DataType.DOUBLE, 7, 4);
        for (int i = 0; i < 3; i++) {
            network.fit(x, Nd4j.eye(3).castTo(DataType.DOUBLE).get(NDArrayIndex.indices(0, 1, 2, 0, 1, 2, 0)));
        }
        INDArray before = network.params().dup();
        INDArray start = network.feedForwardToLayer(1, x, false).get(2);
        INDArray sum = Nd4j.zeros(DataType.DOUBLE, 7, 3);
        INDArray squares = Nd4j.zeros(DataType.DOUBLE, 7, 3);
        int samples = 20;
        for (int t = 0; t < samples; t++) {
            INDArray h = times(start, 0, t, 0.6);
            h = Transforms.tanh(h.mmul(network.getParam("2_W")).addRowVector(network.getParam("2_b")));
            h = times(h, 1, t, 0.7);
            h = Transforms.softmax(h.mmul(network.getParam("3_W")).addRowVector(network.getParam("3_b")));
            sum.addi(h);
            squares.addi(h.mul(h));
        }
        INDArray mean = sum.div(samples);
        INDArray variance = squares.div(samples).sub(mean.mul(mean)).mul(samples / (samples - 1.0));
        for (long limit : new long[] {1, 3000, 1 << 20}) {
            PredictiveDistribution distribution = MonteCarloDropout.of(network)
                    .samples(samples)
                    .seed(7)
                    .memoryLimit(limit)
                    .predict(x);
            assertWithin("mean", 1e-14, distribution.mean(), mean);
            assertWithin("variance", 1e-14, distribution.variance(), variance);
        }
        assertThat(network.params()).isEqualTo(before);
    }

    private static INDArray times(INDArray x, int place, int sample, double retain) {
        INDArray mask = Nd4j.createUninitialized(DataType.DOUBLE, x.shape());
        new SeededNoise(7, place, sample, 1).mask(mask, retain);
        return x.mul(mask);
    }
}
