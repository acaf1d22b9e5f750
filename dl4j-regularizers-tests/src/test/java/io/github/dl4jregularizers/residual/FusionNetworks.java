package io.github.dl4jregularizers.residual;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.nd4j.linalg.activations.Activation;

/** Networks to fuse. */
final class FusionNetworks {

    private FusionNetworks() {}

    static GraphBuilder images() {
        return images(6);
    }

    private static GraphBuilder images(int size) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(size, size, 3));
    }

    static ConvolutionLayer conv(int size, int stride) {
        return new ConvolutionLayer.Builder(size, size)
                .stride(stride, stride)
                .nOut(3)
                .hasBias(false)
                .build();
    }

    static Layer norm() {
        return new BatchNormalization();
    }

    static Layer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    static ElementWiseVertex add() {
        return new ElementWiseVertex(ElementWiseVertex.Op.Add);
    }

    static OutputLayer output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    /** One block with a projection and an activation after the sum, one with the identity and none. */
    static GraphBuilder residual() {
        return images().addLayer("stem", conv(3, 1), "in")
                .addLayer("conv1", conv(3, 2), "stem")
                .addLayer("norm1", norm(), "conv1")
                .addLayer("project", conv(1, 2), "stem")
                .addVertex("sum1", add(), "project", "norm1")
                .addLayer("relu1", relu(), "sum1")
                .addLayer("conv2", conv(3, 1), "relu1")
                .addLayer("norm2", norm(), "conv2")
                .addVertex("sum2", add(), "norm2", "relu1")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "sum2")
                .addLayer("out", output(), "pool");
    }

    /** Two levels, each with a skip connection. */
    static GraphBuilder uNet() {
        Layer half =
                new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build();
        Upsampling2D doubled = new Upsampling2D.Builder(2).build();
        return images(8)
                .addLayer("first", conv(3, 1), "in")
                .addLayer("half1", half, "first")
                .addLayer("second", conv(3, 1), "half1")
                .addLayer("half2", half.clone(), "second")
                .addLayer("deep", conv(3, 1), "half2")
                .addLayer("up2", doubled, "deep")
                .addVertex("low", new MergeVertex(), "second", "up2")
                .addLayer("up1", doubled.clone(), "low")
                .addVertex("high", new MergeVertex(), "first", "up1")
                .addLayer("last", conv(3, 1), "high")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "last")
                .addLayer("out", output(), "pool");
    }

    static MultiLayerConfiguration chain(Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return list.layer(output())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build();
    }
}
