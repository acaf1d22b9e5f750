package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.averaging.BatchNormStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.ScaledLoss;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.selfsupervised.PatchMasking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * A masked autoencoder on CIFAR-10 without labels: a convolutional network reconstructs the masked half of each image.
 * A linear probe with 1,000 labels is compared with random features, and with supervised training on the same labels.
 */
public final class MaskedAutoencoderCifar {

    private static final int LABELS = 1000;
    private static final int PATCH = 4;
    private static final double SHARE = 0.5;
    private static final int SIDE = ImageSet.SIDE;

    /** Convolution, BatchNorm, ReLU, pooling; three times. */
    private static final int ENCODER_LAYERS = 12;

    private MaskedAutoencoderCifar() {}

    /**
     * Prints the test accuracy of each way with each seed.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}, the number of steps (default 2000), and seeds
     *     (default 1, 2, 3)
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        CifarRun run = CifarRun.of("MaskedAutoencoderCifar", "steps", 2000, args);
        for (long seed : run.seeds()) {
            ImageSet labeled = run.data().training().stratified(LABELS, seed);
            MultiLayerNetwork autoencoder = autoencoder(seed);
            run.result(seed, "random features, linear probe", probe(run, autoencoder, labeled, seed));
            MultiLayerNetwork trained = FusedNetworks.plain(trained(run, autoencoder, seed));
            run.result(seed, "masked autoencoder, linear probe", probe(run, trained, labeled, seed));
            run.result(
                    seed,
                    "supervised, same labels",
                    run.supervised(classifier(labeled.classes(), seed), labeled, seed));
        }
        run.summary(LABELS + " labels");
    }

    private static MultiLayerNetwork trained(CifarRun run, MultiLayerNetwork autoencoder, long seed) {
        MultiLayerNetwork network = FusedNetworks.of(autoencoder);
        ImageBatches images = ImageBatches.training(run.data().training(), run.statistics(), 64, true, seed);
        try (StepProgress progress = new StepProgress("masked autoencoder", run.length())) {
            network.setListeners(progress);
            StepProgress.fit(
                    network, new AugmentedDataSetIterator(images, new PatchMasking(PATCH, SHARE, seed)), run.length());
        }
        CifarRun.print(
                "seed %d, mean squared error of masked pixels after %d steps: %.3f",
                seed, run.length(), network.score());
        return network;
    }

    /** Re-estimates the BatchNorm statistics, because images of the probe have no masked pixels. */
    private static double probe(CifarRun run, MultiLayerNetwork network, ImageSet labeled, long seed) {
        ImageBatches whole = ImageBatches.inOrder(labeled, run.statistics(), 250);
        DataSetPreProcessor reconstruction = batch -> batch.setLabels(batch.getFeatures());
        whole.setPreProcessor(reconstruction);
        BatchNormStatistics.estimate(network, whole);
        return LinearProbe.accuracy(run, network, ENCODER_LAYERS - 1, labeled, seed);
    }

    private static List<Layer> encoder() {
        List<Layer> layers = new ArrayList<>();
        for (int channels : new int[] {16, 32, 64}) {
            convolution(layers, channels);
            layers.add(new SubsamplingLayer.Builder(PoolingType.MAX)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build());
        }
        return layers;
    }

    private static void convolution(List<Layer> layers, int channels) {
        layers.add(
                new ConvolutionLayer.Builder(3, 3).nOut(channels).hasBias(false).build());
        layers.add(new BatchNormalization.Builder().build());
        layers.add(new ActivationLayer(Activation.RELU));
    }

    private static MultiLayerNetwork autoencoder(long seed) {
        List<Layer> layers = encoder();
        for (int channels : new int[] {32, 16, 16}) {
            layers.add(new Upsampling2D.Builder(2).build());
            convolution(layers, channels);
        }
        layers.add(new ConvolutionLayer.Builder(3, 3).nOut(ImageSet.CHANNELS).build());
        double maskedPixels = SHARE * SIDE * SIDE;
        layers.add(new CnnLossLayer.Builder(new ScaledLoss(1 / maskedPixels, new LossMSE()))
                .activation(Activation.IDENTITY)
                .build());
        return network(layers, seed);
    }

    private static MultiLayerNetwork classifier(int classes, long seed) {
        List<Layer> layers = encoder();
        layers.add(new OutputLayer.Builder()
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build());
        return network(layers, seed);
    }

    private static MultiLayerNetwork network(List<Layer> layers, long seed) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(1e-3))
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .list(layers.toArray(Layer[]::new))
                .setInputType(InputType.convolutional(SIDE, SIDE, ImageSet.CHANNELS))
                .build());
        network.init();
        return network;
    }
}
