package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Networks of a few parameters, of both kinds, with BatchNorm where layers are not given. */
public final class SmallNetworks {

    private SmallNetworks() {}

    private static NeuralNetConfiguration.Builder base(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(2)
                .dataType(type)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .updater(new Sgd(0.1));
    }

    public static OutputLayer output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    public static MultiLayerNetwork stack(DataType type, InputType input, Layer... layers) {
        var list = base(type).list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(list.layer(output()).setInputType(input).build());
        network.init();
        return network;
    }

    public static MultiLayerNetwork stack() {
        return stack(
                DataType.FLOAT,
                InputType.feedForward(3),
                new DenseLayer.Builder().nOut(4).build(),
                new BatchNormalization());
    }

    public static ComputationGraph graph() {
        ComputationGraph network = new ComputationGraph(base(DataType.FLOAT)
                .graphBuilder()
                .addInputs("in")
                .addLayer("dense", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("norm", new BatchNormalization(), "dense")
                .addLayer("out", output(), "norm")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build());
        network.init();
        return network;
    }

    public static Model network(boolean isGraph) {
        return isGraph ? graph() : stack();
    }

    /** A block with BatchNorm inside, between BatchNorm layers of both parameterizations. */
    public static MultiLayerNetwork residual() {
        return stack(
                DataType.DOUBLE,
                InputType.convolutional(4, 4, 2),
                new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                new BatchNormalization.Builder().useLogStd(true).build(),
                new ResidualBlock.Builder()
                        .body(
                                new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                                new BatchNormalization.Builder()
                                        .decay(0.7)
                                        .useLogStd(false)
                                        .build())
                        .build(),
                new BatchNormalization.Builder().decay(0.5).useLogStd(false).build());
    }

    public static DataSet batch(DataType type, long seed, long... shape) {
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        INDArray features = Nd4j.create(
                        new SplittableRandom(seed).doubles(length, -1, 2).toArray(), shape)
                .castTo(type);
        INDArray labels = Nd4j.create(type, shape[0], 2);
        for (int i = 0; i < shape[0]; i++) {
            labels.putScalar(i, i % 2, 1);
        }
        return new DataSet(features, labels);
    }

    public static double[] values(INDArray array) {
        return array.dup('c').data().asDouble();
    }
}
