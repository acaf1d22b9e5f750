package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/** A regularized residual {@code ComputationGraph} on CIFAR-10, to read from top to bottom and to copy. */
public final class CifarResNet {

    private CifarResNet() {}

    /**
     * Trains for ten epochs and prints the accuracy after each.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: CifarResNet <directory of CIFAR-10, binary version>");
            System.exit(2);
        }
        System.out.println(OneDnn.enable());
        ImageData data = CifarData.load(Path.of(args[0]), CifarData.Variant.CIFAR10);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        ImageBatches training = ImageBatches.training(data.training(), statistics, 64, true, 1);
        ImageBatches test = ImageBatches.inOrder(data.test(), statistics, 128);

        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("stem", convolution(3, 16, 1), "images");
        String last = "stem";
        for (int stage = 1, channels = 16, stride = 1; stage <= 3; stage++, channels *= 2, stride = 2) {
            String first = unit(graph, "first" + stage, last, convolution(3, channels, stride));
            String second = unit(graph, "second" + stage, first, convolution(3, channels, 1));
            String shortcut = unit(graph, "shortcut" + stage, last, convolution(1, channels, stride));
            last = "sum" + stage;
            graph.addVertex(last, new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
        }
        OutputLayer classifier = new OutputLayer.Builder(new LabelSmoothingLoss(0.1))
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .dropOut(new GaussianDropout(DropRate.of(0.1)))
                .build();
        unit(graph, "features", last, new GlobalPoolingLayer(PoolingType.AVG));
        graph.addLayer("classifier", classifier, "features").setOutputs("classifier");
        AdamW adamW = AdamW.builder().learningRate(2e-3).weightDecay(0.05).build();
        ComputationGraph network = new ComputationGraph(adamW.applyTo(graph.build()));
        network.init();
        for (int epoch = 1; epoch <= 10; epoch++) {
            network.fit(training);
            double accuracy = network.evaluate(test).accuracy();
            System.out.printf("epoch %d: test accuracy %.4f%n", epoch, accuracy);
        }
    }

    /**
     * Batch normalization and ReLU before the layer: He et al., "Identity Mappings in Deep Residual Networks", 2016.
     */
    private static String unit(GraphBuilder graph, String name, String input, Layer layer) {
        graph.addLayer(name + "-bn", new BatchNormalization.Builder().build(), input)
                .addLayer(name + "-relu", new ActivationLayer(Activation.RELU), name + "-bn")
                .addLayer(name, layer, name + "-relu");
        return name;
    }

    private static Layer convolution(int size, int channels, int stride) {
        return new ConvolutionLayer.Builder(new int[] {size, size}, new int[] {stride, stride})
                .nOut(channels)
                .build();
    }
}
