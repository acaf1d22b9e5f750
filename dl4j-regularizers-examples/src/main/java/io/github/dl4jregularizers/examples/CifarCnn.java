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
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/** A regularized {@code MultiLayerNetwork} on CIFAR-10, to read from top to bottom and to copy. */
public final class CifarCnn {

    private CifarCnn() {}

    /**
     * Trains for ten epochs and prints the accuracy after each.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: CifarCnn <directory of CIFAR-10, binary version>");
            System.exit(2);
        }
        System.out.println(OneDnn.enable());
        ImageData data = CifarData.load(Path.of(args[0]), CifarData.Variant.CIFAR10);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        ImageBatches training = ImageBatches.training(data.training(), statistics, 64, true, 1);
        ImageBatches test = ImageBatches.inOrder(data.test(), statistics, 128);

        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(32).build())
                .layer(pooling())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(64).build())
                .layer(pooling())
                .layer(new DenseLayer.Builder()
                        .nOut(128)
                        .dropOut(new GaussianDropout(DropRate.of(0.2)))
                        .build())
                .layer(new OutputLayer.Builder(new LabelSmoothingLoss(0.1))
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .dropOut(new GaussianDropout(DropRate.of(0.5)))
                        .build())
                .setInputType(InputType.convolutional(32, 32, 3))
                .build();
        AdamW adamW = AdamW.builder().learningRate(1e-3).weightDecay(0.05).build();
        MultiLayerNetwork network = new MultiLayerNetwork(adamW.applyTo(configuration));
        network.init();
        for (int epoch = 1; epoch <= 10; epoch++) {
            network.fit(training);
            double accuracy = network.evaluate(test).accuracy();
            System.out.printf("epoch %d: test accuracy %.4f%n", epoch, accuracy);
        }
    }

    private static SubsamplingLayer pooling() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }
}
