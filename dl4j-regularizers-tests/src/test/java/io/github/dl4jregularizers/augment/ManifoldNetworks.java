package io.github.dl4jregularizers.augment;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Small networks with a layer "hidden" for the tests of {@link ManifoldMixUp}. */
final class ManifoldNetworks {

    static final String HIDDEN = "hidden";

    private ManifoldNetworks() {}

    /** Dense, tanh, dense. */
    static MultiLayerConfiguration dense(DataType type) {
        return configuration(
                type,
                InputType.feedForward(4),
                List.of(
                        new DenseLayer.Builder()
                                .name(HIDDEN)
                                .nOut(6)
                                .activation(Activation.TANH)
                                .build(),
                        output()));
    }

    /** Convolution, tanh, mean over the map, dense. */
    static MultiLayerConfiguration convolution(CNN2DFormat format, DataType type) {
        return configuration(
                type,
                InputType.convolutional(3, 3, 2, format),
                List.of(hidden(format, 3), new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), output()));
    }

    /** Convolution, tanh, convolution, softmax per pixel. */
    static MultiLayerConfiguration segmentation(DataType type) {
        return configuration(
                type,
                InputType.convolutional(3, 3, 2),
                List.of(
                        hidden(CNN2DFormat.NCHW, 4),
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(3)
                                .activation(Activation.IDENTITY)
                                .build(),
                        new CnnLossLayer.Builder(new LossMCXENT())
                                .activation(Activation.SOFTMAX)
                                .build()));
    }

    private static Layer hidden(CNN2DFormat format, int channels) {
        return new ConvolutionLayer.Builder(2, 2)
                .name(HIDDEN)
                .nOut(channels)
                .dataFormat(format)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    static MultiLayerConfiguration configuration(DataType type, InputType input, List<Layer> layers) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .updater(new Sgd(1))
                .list(layers.toArray(Layer[]::new))
                .setInputType(input)
                .build();
    }

    static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf.clone());
        network.init();
        return network;
    }

    /** Random features, and one-hot labels with the classes in dimension 1. */
    static DataSet batch(DataType type, long[] features, long... labels) {
        INDArray scores = Nd4j.rand(DataType.DOUBLE, labels);
        int classes = labels.length == 2 || labels[1] == 3 ? 1 : 3;
        INDArray oneHot =
                scores.eq(scores.max(true, classes).broadcast(scores.ulike())).castTo(type);
        return new DataSet(Nd4j.rand(DataType.DOUBLE, features).castTo(type), oneHot);
    }

    static List<DataSet> batches(int count, DataType type) {
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(batch(type, new long[] {5, 4}, 5, 3));
        }
        return batches;
    }
}
