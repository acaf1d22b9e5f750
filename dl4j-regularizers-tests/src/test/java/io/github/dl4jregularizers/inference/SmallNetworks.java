package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.noise.SeededNoise;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks and arrays for these tests; all in double. */
final class SmallNetworks {

    static final long SEED = 7;

    private SmallNetworks() {}

    static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder().seed(12).dataType(DataType.DOUBLE);
    }

    static MultiLayerNetwork network(InputType input, Layer... layers) {
        MultiLayerNetwork network =
                new MultiLayerNetwork(builder().list(layers).setInputType(input).build());
        network.init();
        return network;
    }

    /** Numbers in [0, 1), the same for the same shape. */
    static INDArray numbers(long... shape) {
        INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, shape);
        new SeededNoise(99, 0, 0, 1).uniform(array, 0, 1);
        return array;
    }

    /** As inverted dropout draws it at a place for a sample, in its first draw. */
    static INDArray mask(long place, long sample, double retain, long... shape) {
        INDArray mask = Nd4j.createUninitialized(DataType.DOUBLE, shape);
        new SeededNoise(SEED, place, sample, 1).mask(mask, retain);
        return mask;
    }
}
