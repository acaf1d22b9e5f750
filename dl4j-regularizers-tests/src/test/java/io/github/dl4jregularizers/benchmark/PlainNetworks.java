package io.github.dl4jregularizers.benchmark;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/** Networks of {@link PeersBenchmark} in DL4J's own layers: those that the examples do not have. */
final class PlainNetworks {

    private final GraphBuilder graph;
    private String last;
    private int count;

    private PlainNetworks(InputType input) {
        graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(input)
                .setOutputs("out");
        last = "in";
    }

    /** He et al., CVPR 2016, with the stride in the 3x3 convolution, as in torchvision. */
    static ComputationGraphConfiguration resNet50() {
        PlainNetworks network = new PlainNetworks(InputType.convolutional(224, 224, 3));
        network.normalized(7, 2, 64, true);
        network.pooled(3, 1);
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                network.bottleneck(64 << stage, block == 0, block == 0 && stage > 0 ? 2 : 1);
            }
        }
        network.add(new GlobalPoolingLayer(PoolingType.AVG));
        return network.classified(1000);
    }

    /** Two poolings, 16 to 64 channels, upsampling followed by a convolution. */
    static ComputationGraphConfiguration uNet() {
        PlainNetworks network = new PlainNetworks(InputType.convolutional(64, 64, 3));
        String first = network.twice(16);
        network.pooled(2, 0);
        String second = network.twice(32);
        network.pooled(2, 0);
        network.twice(64);
        network.joined(second, 32);
        network.joined(first, 16);
        network.add(convolution(1, 1, 1, true, Activation.IDENTITY));
        network.graph.addLayer(
                "out",
                new CnnLossLayer.Builder(new LossBinaryXENT())
                        .activation(Activation.SIGMOID)
                        .build(),
                network.last);
        return network.graph.build();
    }

    /** Two hidden layers of 1024. */
    static ComputationGraphConfiguration mlp() {
        PlainNetworks network = new PlainNetworks(InputType.feedForward(784));
        for (int layer = 0; layer < 2; layer++) {
            network.add(new DenseLayer.Builder()
                    .nOut(1024)
                    .activation(Activation.RELU)
                    .build());
        }
        return network.classified(10);
    }

    private String add(org.deeplearning4j.nn.conf.layers.Layer layer) {
        String name = "layer" + count++;
        graph.addLayer(name, layer, last);
        last = name;
        return name;
    }

    private static ConvolutionLayer convolution(
            int size, int stride, int channels, boolean hasBias, Activation activation) {
        return new ConvolutionLayer.Builder(size, size)
                .stride(stride, stride)
                .padding(size / 2, size / 2)
                .nOut(channels)
                .hasBias(hasBias)
                .activation(activation)
                .build();
    }

    private void pooled(int size, int padding) {
        add(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(size, size)
                .stride(2, 2)
                .padding(padding, padding)
                .build());
    }

    private void normalized(int size, int stride, int channels, boolean isActivated) {
        add(convolution(size, stride, channels, false, Activation.IDENTITY));
        add(new BatchNormalization());
        if (isActivated) {
            add(new ActivationLayer(Activation.RELU));
        }
    }

    private void bottleneck(int width, boolean projects, int stride) {
        String source = last;
        normalized(1, 1, width, true);
        normalized(3, stride, width, true);
        normalized(1, 1, 4 * width, false);
        String body = last;
        last = source;
        if (projects) {
            normalized(1, stride, 4 * width, false);
        }
        String sum = "sum" + count++;
        graph.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), body, last);
        last = sum;
        add(new ActivationLayer(Activation.RELU));
    }

    private String twice(int channels) {
        add(convolution(3, 1, channels, true, Activation.RELU));
        return add(convolution(3, 1, channels, true, Activation.RELU));
    }

    private void joined(String skipped, int channels) {
        add(new Upsampling2D.Builder(2).build());
        add(convolution(3, 1, channels, true, Activation.RELU));
        String merged = "merged" + count++;
        graph.addVertex(merged, new MergeVertex(), skipped, last);
        last = merged;
        twice(channels);
    }

    private ComputationGraphConfiguration classified(int classes) {
        graph.addLayer(
                "out",
                new OutputLayer.Builder()
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build(),
                last);
        return graph.build();
    }
}
