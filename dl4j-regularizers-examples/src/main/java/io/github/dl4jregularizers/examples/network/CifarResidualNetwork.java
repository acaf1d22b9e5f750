package io.github.dl4jregularizers.examples.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/**
 * The residual networks for CIFAR: a 3x3 convolution, three stages of n blocks (16, 32, 64 channels; the second and
 * third begin with stride 2), global average pooling and a softmax; 6n + 2 layers with weights.
 *
 * <p>A block is conv, BN, ReLU, conv, BN, plus its shortcut, ReLU. Shortcuts have no parameters (the paper's option A):
 * where a stage begins, the input is taken at every second row and column and padded with channels of zeros.
 *
 * <p>Paper: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2.
 */
final class CifarResidualNetwork {

    private final GraphBuilder graph;
    private final NetworkOptions options;

    private CifarResidualNetwork(GraphBuilder graph, NetworkOptions options) {
        this.graph = graph;
        this.options = options;
    }

    static ComputationGraph build(int blocksPerStage, NetworkOptions options) {
        GraphBuilder graph = Networks.defaults(options)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(Networks.IMAGES)
                .setOutputs("classifier");
        new CifarResidualNetwork(graph, options).layers(blocksPerStage);
        ComputationGraph network = new ComputationGraph(options.configure(graph.build()));
        network.init();
        return network;
    }

    private void layers(int blocksPerStage) {
        String last = noise(Place.IMAGES, "images", "images");
        last = relu("stem", normalised("stem", last, 16, 1));
        for (int stage = 1; stage <= 3; stage++) {
            int channels = 8 << stage;
            for (int block = 1; block <= blocksPerStage; block++) {
                boolean widens = stage > 1 && block == 1;
                last = block("stage" + stage + "-block" + block, last, channels, widens);
            }
            last = noise(Place.MAPS, "stage" + stage, last);
        }
        graph.addLayer("features", new GlobalPoolingLayer(PoolingType.AVG), last);
        last = noise(Place.FEATURES, "features", "features");
        graph.addLayer("classifier", Networks.classifier(options), last);
    }

    private String noise(Place place, String name, String input) {
        Optional<Layer> layer = options.noise(place);
        layer.ifPresent(noise -> graph.addLayer(name + "-noise", noise, input));
        return layer.isPresent() ? name + "-noise" : input;
    }

    private String block(String name, String input, int channels, boolean widens) {
        String first = relu(name + "-1", normalised(name + "-1", input, channels, widens ? 2 : 1));
        String second = normalised(name + "-2", first, channels, 1);
        String shortcut = widens ? wider(name, input) : input;
        graph.addVertex(name + "-add", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
        return relu(name, name + "-add");
    }

    private String normalised(String name, String input, int channels, int stride) {
        ConvolutionLayer convolution = new ConvolutionLayer.Builder(3, 3)
                .stride(stride, stride)
                .nOut(channels)
                .hasBias(false)
                .build();
        graph.addLayer(name + "-conv", convolution, input);
        graph.addLayer(name + "-bn", new BatchNormalization.Builder().build(), name + "-conv");
        return name + "-bn";
    }

    private String relu(String name, String input) {
        graph.addLayer(name + "-relu", new ActivationLayer(Activation.RELU), input);
        return name + "-relu";
    }

    /** Half the height and width, twice the channels, the added ones zero. */
    private String wider(String name, String input) {
        SubsamplingLayer everySecond = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(1, 1)
                .stride(2, 2)
                .build();
        graph.addLayer(name + "-half", everySecond, input);
        graph.addVertex(name + "-zeros", new ScaleVertex(0), name + "-half");
        graph.addVertex(name + "-shortcut", new MergeVertex(), name + "-half", name + "-zeros");
        return name + "-shortcut";
    }
}
