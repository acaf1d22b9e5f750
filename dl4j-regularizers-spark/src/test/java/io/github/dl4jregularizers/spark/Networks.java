package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.AdaptiveDropout;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import io.github.dl4jregularizers.loss.FocalLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.residual.DropPathVertex;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.VariationalDense;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** One small network per family of regularizers. */
final class Networks {

    static final DropRate RATE = DropRate.of(0.4);

    private Networks() {}

    /** Networks by family. Those named image take [1, 6, 6], all others 5 numbers. */
    static Map<String, Supplier<Model>> families() {
        Map<String, Supplier<Model>> networks = new LinkedHashMap<>();
        networks.put("dropout", () -> sequence(dense(new Dropout(RATE))));
        networks.put("gaussian dropout", () -> sequence(dense(new GaussianDropout(RATE))));
        networks.put("noise layer", () -> sequence(new NoiseLayer(new Dropout(RATE)), dense()));
        networks.put("adaptive dropout", () -> sequence(dense(), new AdaptiveDropout.Builder().build()));
        networks.put("drop connect", () -> sequence(new DropConnect(RATE, dense())));
        networks.put(
                "variational",
                () -> sequence(new VariationalDense.Builder()
                        .nOut(5)
                        .klWeight(KlWeight.forTrainingExamples(100))
                        .build()));
        networks.put("label smoothing", () -> sequence(new LabelSmoothingLoss(0.1), dense(new Dropout(RATE))));
        networks.put("focal loss", () -> sequence(new FocalLoss(2), dense(new Dropout(RATE))));
        networks.put("residual block", () -> sequence(residual(dense())));
        networks.put("drop path", Networks::dropPath);
        networks.put("image drop block", () -> images(convolution(), new NoiseLayer(new DropBlock(RATE, 2))));
        networks.put("image spatial", () -> images(convolution(new SpatialDropout(RATE))));
        networks.put(
                "image residual",
                () -> images(convolution(), residual(convolution(), new BatchNormalization.Builder().build())));
        return networks;
    }

    static long[] exampleShape(String family) {
        return family.startsWith("image") ? new long[] {1, 6, 6} : new long[] {5};
    }

    static Layer dense() {
        return new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build();
    }

    private static Layer dense(IDropout dropout) {
        return new DenseLayer.Builder()
                .nOut(5)
                .activation(Activation.TANH)
                .dropOut(dropout)
                .build();
    }

    static Layer convolution() {
        return convolution(null);
    }

    private static Layer convolution(IDropout dropout) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .dropOut(dropout)
                .build();
    }

    static Layer residual(Layer... body) {
        return new ResidualBlock.Builder().body(body).dropRate(RATE).build();
    }

    static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder().seed(5);
    }

    static MultiLayerConfiguration configuration(InputType input, ILossFunction loss, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = base().list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return list.layer(new OutputLayer.Builder(loss)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(input)
                .build();
    }

    static MultiLayerNetwork sequence(Layer... layers) {
        return sequence(new LossMCXENT(), layers);
    }

    static MultiLayerNetwork sequence(ILossFunction loss, Layer... layers) {
        return network(configuration(InputType.feedForward(5), loss, layers), adamW());
    }

    private static MultiLayerNetwork images(Layer... layers) {
        return network(configuration(InputType.convolutional(6, 6, 1), new LossMCXENT(), layers), adamW());
    }

    static ConfigurationChange adamW() {
        return AdamW.builder().learningRate(0.05).weightDecay(0.1).build();
    }

    static MultiLayerNetwork network(MultiLayerConfiguration conf, ConfigurationChange change) {
        MultiLayerNetwork network = new MultiLayerNetwork(change.applyTo(conf));
        network.init();
        return network;
    }

    private static ComputationGraph dropPath() {
        ComputationGraph graph = new ComputationGraph(adamW().applyTo(base().graphBuilder()
                .addInputs("in")
                .addLayer("first", dense(), "in")
                .addLayer("branch", dense(), "first")
                .addVertex("path", new DropPathVertex(RATE), "branch")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "path")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(new LossMCXENT())
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "sum")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(5))
                .build()));
        graph.init();
        return graph;
    }

    static Layer[] pooled(Layer... layers) {
        Layer[] all = Arrays.copyOf(layers, layers.length + 1);
        all[layers.length] = new GlobalPoolingLayer(PoolingType.AVG);
        return all;
    }
}
