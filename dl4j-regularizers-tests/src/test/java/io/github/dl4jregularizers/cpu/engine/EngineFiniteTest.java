package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.residual.LayerSequence;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** NaN stays visible: oneDNN's ReLU alone would return 0 for it. */
@RequiresCpuModule
class EngineFiniteTest {

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .activation(Activation.RELU)
                .list()
                .layer(new LayerSequence(
                        new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
                        new BatchNormalization(),
                        new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
                        new GlobalPoolingLayer(PoolingType.AVG)))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 3))
                .build());
        network.init();
        return network;
    }

    private static DataSet batch() {
        INDArray labels = Nd4j.eye(2).castTo(DataType.FLOAT);
        return new DataSet(Nd4j.rand(DataType.FLOAT, 2, 3, 8, 8), labels);
    }

    private static boolean hasNan(INDArray array) {
        return Double.isNaN(array.sumNumber().doubleValue());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void anInputThatIsNotFinite(double value) {
        MultiLayerNetwork network = network();
        DataSet bad = batch();
        bad.getFeatures().putScalar(new int[] {1, 2, 7, 7}, value);
        assertThat(hasNan(network.output(batch().getFeatures()))).isFalse();
        assertThat(hasNan(network.output(bad.getFeatures()))).isTrue();
        assertThat(network.getLayer(0).toString()).contains("not finite");
        assertThat(hasNan(network.output(batch().getFeatures()))).isFalse();
        assertThat(network.getLayer(0).toString()).endsWith("by oneDNN");
        network.fit(bad);
        assertThat(network.score()).isNaN();
    }

    @Test
    void parametersThatAreNotFinite() {
        MultiLayerNetwork network = network();
        INDArray features = batch().getFeatures();
        assertThat(hasNan(network.output(features))).isFalse();
        network.getParam("0_layer2.W").putScalar(5, Double.NaN);
        int passes = 1;
        while (!hasNan(network.output(features))) {
            passes++;
            assertThat(passes).isLessThanOrEqualTo(FiniteCheck.PERIOD);
        }
        assertThat(network.getLayer(0).toString()).contains("not finite");
    }

    @Test
    void aDivergedNetworkHasNoScore() {
        MultiLayerNetwork network = network();
        network.fit(batch());
        network.setLearningRate(1e30);
        network.getParam("0_layer0.W").muli(1e30);
        DataSet batch = batch();
        for (int i = 0; i < 2 * FiniteCheck.PERIOD; i++) {
            network.fit(batch);
        }
        assertThat(network.score()).isNaN();
    }

    @Test
    void everyPlaceIsLookedAt() {
        for (int length : new int[] {1, 7, 8, 9, 2047, 2048, 2049, 5000}) {
            INDArray array = Nd4j.valueArrayOf(new long[] {length}, Float.MAX_VALUE, DataType.FLOAT);
            assertThat(FiniteCheck.isFinite(array)).isTrue();
            for (int place : new int[] {0, length / 2, length - 1}) {
                for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                    array.putScalar(place, bad);
                    assertThat(FiniteCheck.isFinite(array)).isFalse();
                    array.putScalar(place, 1);
                }
            }
        }
    }
}
