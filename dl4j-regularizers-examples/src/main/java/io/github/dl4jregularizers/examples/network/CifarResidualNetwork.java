package io.github.dl4jregularizers.examples.network;

import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/**
 * The residual networks for CIFAR: a 3x3 convolution, three stages of n blocks with 16, 32 and 64 channels, global
 * average pooling and a softmax. They have 6n + 2 layers with weights; the second and third stage start with stride
 * 2.
 *
 * <p>A block is conv, BN, ReLU, conv, BN, plus the shortcut, ReLU. All layers before the pooling are one layer of the
 * graph, or one per stage if noise stands between the stages. Shortcuts have no parameters (option A of the paper):
 * they subsample and pad with channels of zeros.
 *
 * <p>Paper: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2.
 */
final class CifarResidualNetwork {

    private static final int STAGES = 3;

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
        List<Layer> layers = new ArrayList<>();
        layers.add(convolution(16, 1));
        layers.add(new BatchNormalization.Builder().build());
        layers.add(new ActivationLayer(Activation.RELU));
        int firstStage = 1;
        for (int stage = 1; stage <= STAGES; stage++) {
            for (int block = 1; block <= blocksPerStage; block++) {
                int index = (stage - 1) * blocksPerStage + block;
                layers.add(block(8 << stage, stage > 1 && block == 1, index, STAGES * blocksPerStage));
            }
            if (stage == STAGES || options.layer(Place.MAPS).isPresent()) {
                String name = firstStage == stage ? "stage" + stage : "stages" + firstStage + "-" + stage;
                graph.addLayer(name, new LayerSequence(layers.toArray(new Layer[0])), last);
                last = noise(Place.MAPS, name, name);
                layers.clear();
                firstStage = stage + 1;
            }
        }
        graph.addLayer("features", new GlobalPoolingLayer(PoolingType.AVG), last);
        last = noise(Place.FEATURES, "features", "features");
        graph.addLayer("classifier", Networks.classifier(options), last);
    }

    private String noise(Place place, String name, String input) {
        Optional<Layer> layer = options.layer(place);
        layer.ifPresent(noise -> graph.addLayer(name + "-noise", noise, input));
        return layer.isPresent() ? name + "-noise" : input;
    }

    private ResidualBlock block(int channels, boolean widens, int index, int count) {
        ResidualBlock.Builder block = new ResidualBlock.Builder()
                .body(
                        convolution(channels, widens ? 2 : 1),
                        new BatchNormalization.Builder().build(),
                        new ActivationLayer(Activation.RELU),
                        convolution(channels, 1),
                        new BatchNormalization.Builder().build());
        if (widens) {
            block.shortcut(new PaddedShortcut(channels, 2));
        }
        return options.block(block, index, count).build();
    }

    private static ConvolutionLayer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .stride(stride, stride)
                .nOut(channels)
                .hasBias(false)
                .build();
    }
}
