package io.github.dl4jregularizers.examples.network;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/**
 * A small network with self-attention. Three convolutions of stride 2 with batch normalization and ReLU (16, 32, 64
 * channels) turn an image into 16 positions of 64 features. Self-attention of 4 heads with a shortcut, a mean over the
 * positions and a softmax follow. The batch normalization of each convolution makes up for the missing layer
 * normalization.
 */
final class AttentionNetwork {

    private static final int STAGES = 3;
    private static final int FEATURES = 64;
    private static final int SIDE = 4;
    private static final int HEADS = 4;

    private final GraphBuilder graph;
    private final NetworkOptions options;
    private String last = "images";

    private AttentionNetwork(GraphBuilder graph, NetworkOptions options) {
        this.graph = graph;
        this.options = options;
    }

    static ComputationGraph build(NetworkOptions options) {
        GraphBuilder graph = Networks.defaults(options)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(Networks.IMAGES)
                .setOutputs("classifier");
        new AttentionNetwork(graph, options).layers();
        ComputationGraph network = new ComputationGraph(options.configure(graph.build()));
        network.init();
        return network;
    }

    private void layers() {
        addIfPresent("images-noise", options.layer(Place.IMAGES));
        for (int stage = 1; stage <= STAGES; stage++) {
            add(
                    "convolution" + stage,
                    new ConvolutionLayer.Builder(3, 3)
                            .stride(2, 2)
                            .nOut(8 << stage)
                            .hasBias(false)
                            .build());
            add("normalization" + stage, new BatchNormalization.Builder().build());
            add("relu" + stage, new ActivationLayer(Activation.RELU));
            addIfPresent("stage" + stage + "-noise", options.layer(Place.MAPS));
        }
        graph.addVertex("positions", new ReshapeVertex(-1, FEATURES, SIDE * SIDE), last);
        graph.addLayer(
                "attention", options.layer(Place.ATTENTION).orElseGet(() -> attention(DropRate.of(0))), "positions");
        graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "positions", "attention");
        // DL4J's global pooling of a sequence does not report a feed-forward output.
        graph.addVertex("maps", new ReshapeVertex(-1, FEATURES, SIDE, SIDE), "sum");
        last = "maps";
        add("features", new GlobalPoolingLayer(PoolingType.AVG));
        addIfPresent("features-noise", options.layer(Place.FEATURES));
        add("classifier", Networks.classifier(options));
    }

    /** The attention of this network at a drop rate. */
    static SelfAttentionWithDropout attention(DropRate dropRate) {
        return new SelfAttentionWithDropout.Builder()
                .nOut(FEATURES)
                .nHeads(HEADS)
                .projectInput(true)
                .dropRate(dropRate)
                .build();
    }

    private void addIfPresent(String name, Optional<Layer> layer) {
        layer.ifPresent(present -> add(name, present));
    }

    private void add(String name, Layer layer) {
        graph.addLayer(name, layer, last);
        last = name;
    }
}
