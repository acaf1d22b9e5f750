package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.EnumSet;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The README's network as a graph: with DL4J's layers only, and with some or all of the library's in their place. */
final class NeutralPathNetwork {

    /** A part of the network that comes from the library. */
    enum Part {
        RESIDUAL_BLOCK,
        DROP_BLOCK,
        DROP_CONNECT,
        LABEL_SMOOTHING,
        ADAM_W
    }

    /** Never skips the body: a skipped body would make a step shorter than DL4J's. */
    private static final DropRate NEVER = DropRate.of(0);

    private NeutralPathNetwork() {}

    static Model of(Part... parts) {
        return of(parts.length == 0 ? EnumSet.noneOf(Part.class) : EnumSet.of(parts[0], parts));
    }

    private static Model of(Set<Part> parts) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("first", new ConvolutionLayer.Builder(3, 3).nOut(16).build(), "in");
        Layer convolution = new ConvolutionLayer.Builder(3, 3)
                .nOut(16)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
        if (parts.contains(Part.RESIDUAL_BLOCK)) {
            graph.addLayer(
                    "block",
                    new ResidualBlock.Builder()
                            .body(convolution, new BatchNormalization())
                            .dropRate(NEVER)
                            .build(),
                    "first");
        } else {
            graph.addLayer("second", convolution, "first")
                    .addLayer("norm", new BatchNormalization(), "second")
                    .addVertex("block", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "norm");
        }
        String maps = "block";
        if (parts.contains(Part.DROP_BLOCK)) {
            graph.addLayer("noise", new NoiseLayer(new DropBlock(DropRate.of(0.1), 3)), maps);
            maps = "noise";
        }
        Layer dense = new DenseLayer.Builder().nOut(64).build();
        ILossFunction loss = parts.contains(Part.LABEL_SMOOTHING) ? new LabelSmoothingLoss(0.1) : new LossMCXENT();
        ComputationGraphConfiguration conf = graph.addLayer(
                        "dense",
                        parts.contains(Part.DROP_CONNECT) ? new DropConnect(DropRate.of(0.5), dense) : dense,
                        maps)
                .addLayer(
                        "out",
                        new OutputLayer.Builder(loss)
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "dense")
                .setOutputs("out")
                .build();
        ComputationGraph network = new ComputationGraph(
                parts.contains(Part.ADAM_W)
                        ? AdamW.builder()
                                .learningRate(1e-3)
                                .weightDecay(0.05)
                                .build()
                                .applyTo(conf)
                        : conf);
        network.init();
        return network;
    }
}
