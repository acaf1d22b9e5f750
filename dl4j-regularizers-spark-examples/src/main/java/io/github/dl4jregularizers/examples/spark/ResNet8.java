package io.github.dl4jregularizers.examples.spark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.residual.StochasticDepth;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.schedule.ScheduleType;

/** A ResNet-8 for 32x32 images with stochastic depth, label smoothing and AdamW. */
final class ResNet8 {

    private ResNet8() {}

    /** Builds and initializes the network; the learning rate follows a cosine over the updates. */
    static ComputationGraph build(long seed, long updates) {
        DropRate[] rates = StochasticDepth.linear(3, 0.2);
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer(
                        "residual",
                        new LayerSequence(
                                convolution(16, 1),
                                new BatchNormalization.Builder().build(),
                                new ActivationLayer(Activation.RELU),
                                block(16, rates[0]),
                                block(32, rates[1]),
                                block(64, rates[2])),
                        "images")
                .addLayer("features", new GlobalPoolingLayer(PoolingType.AVG), "residual")
                .addLayer(
                        "classifier",
                        new OutputLayer.Builder(new LabelSmoothingLoss(0.1))
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "features")
                .setOutputs("classifier")
                .build();
        ComputationGraph network = new ComputationGraph(AdamW.builder()
                .learningRate(new CosineSchedule(ScheduleType.ITERATION, 3e-3, (int) updates))
                .weightDecay(0.05)
                .build()
                .applyTo(conf));
        network.init();
        return network;
    }

    /** Halves the maps where it has more than 16 channels. */
    private static ResidualBlock block(int channels, DropRate rate) {
        boolean widens = channels > 16;
        ResidualBlock.Builder block = new ResidualBlock.Builder()
                .body(
                        convolution(channels, widens ? 2 : 1),
                        new BatchNormalization.Builder().build(),
                        new ActivationLayer(Activation.RELU),
                        convolution(channels, 1),
                        new BatchNormalization.Builder().build())
                .dropRate(rate);
        if (widens) {
            block.shortcut(new PaddedShortcut(channels, 2));
        }
        return block.build();
    }

    private static ConvolutionLayer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .stride(stride, stride)
                .nOut(channels)
                .hasBias(false)
                .build();
    }
}
