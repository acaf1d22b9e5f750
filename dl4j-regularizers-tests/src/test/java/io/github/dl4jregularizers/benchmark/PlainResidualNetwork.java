package io.github.dl4jregularizers.benchmark;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * The examples' residual networks in DL4J's layers and vertices, as without this library.
 *
 * <p>Paper: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2.
 */
public final class PlainResidualNetwork {

    private final GraphBuilder graph;

    private PlainResidualNetwork(GraphBuilder graph) {
        this.graph = graph;
    }

    /**
     * Builds and initializes a network for 32x32 RGB images in 10 classes.
     *
     * @param blocksPerStage n of 6n + 2 layers
     * @param seed of the weights
     * @param updater of all layers
     * @param change last change to the configuration
     * @return the network
     */
    public static ComputationGraph build(
            int blocksPerStage, long seed, IUpdater updater, UnaryOperator<ComputationGraphConfiguration> change) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .setOutputs("classifier");
        new PlainResidualNetwork(graph).layers(blocksPerStage);
        ComputationGraph network = new ComputationGraph(change.apply(graph.build()));
        network.init();
        return network;
    }

    private void layers(int blocksPerStage) {
        String last = relu("stem", normalized("stem", "images", 16, 1));
        for (int stage = 1; stage <= 3; stage++) {
            for (int block = 1; block <= blocksPerStage; block++) {
                last = block("stage" + stage + "-block" + block, last, 8 << stage, stage > 1 && block == 1);
            }
        }
        graph.addLayer("features", new GlobalPoolingLayer(PoolingType.AVG), last);
        OutputLayer classifier = new OutputLayer.Builder(new LossMCXENT())
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build();
        graph.addLayer("classifier", classifier, "features");
    }

    private String block(String name, String input, int channels, boolean widens) {
        String first = relu(name + "-1", normalized(name + "-1", input, channels, widens ? 2 : 1));
        String second = normalized(name + "-2", first, channels, 1);
        String shortcut = widens ? wider(name, input) : input;
        graph.addVertex(name + "-add", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
        return relu(name, name + "-add");
    }

    private String normalized(String name, String input, int channels, int stride) {
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
