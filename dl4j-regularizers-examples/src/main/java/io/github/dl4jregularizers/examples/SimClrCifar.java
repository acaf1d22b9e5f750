package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.augment.ColorJitter;
import io.github.dl4jregularizers.augment.RandomApply;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.augment.RandomGrayscale;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.NtXentLoss;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.selfsupervised.TwoViews;
import java.io.IOException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/**
 * SimCLR on CIFAR-10 without labels. A linear probe with 1,000 labels is compared with random features, and with
 * supervised training on the same labels.
 */
public final class SimClrCifar {

    private static final int LABELS = 1000;
    private static final int FEATURES = 64;
    private static final CNN2DFormat FORMAT = CNN2DFormat.NCHW;

    private SimClrCifar() {}

    /**
     * Prints the test accuracy of each way with each seed.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}, the number of steps (default 1000), and seeds
     *     (default 1, 2, 3)
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        CifarRun run = CifarRun.of("SimClrCifar", "steps", 1000, args);
        for (long seed : run.seeds()) {
            ImageSet labeled = run.data().training().stratified(LABELS, seed);
            MultiLayerNetwork encoder = encoder(seed);
            run.result(seed, "random features, linear probe", probe(run, encoder, labeled, seed));
            MultiLayerNetwork trained = FusedNetworks.of(encoder);
            DataSetIterator views = views(run.data().training(), run.statistics(), seed);
            try (StepProgress progress = new StepProgress("SimCLR", run.length())) {
                trained.setListeners(progress);
                StepProgress.fit(trained, views, run.length());
            }
            CifarRun.print("seed %d, contrastive loss after %d steps: %.3f", seed, run.length(), trained.score());
            run.result(seed, "SimCLR, linear probe", probe(run, FusedNetworks.plain(trained), labeled, seed));
            run.result(seed, "supervised, same labels", run.supervised(network(seed), labeled, seed));
        }
        run.summary(LABELS + " labels");
    }

    private static MultiLayerNetwork network(long seed) {
        return (MultiLayerNetwork) Networks.build(
                "cnn",
                NetworkOptions.builder().seed(seed).updater(new Adam(1e-3)).build());
    }

    /** The network of the other examples with a projection head of two layers instead of its classifier. */
    private static MultiLayerNetwork encoder(long seed) {
        return new TransferLearning.Builder(network(seed))
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .seed(seed)
                        .updater(new Adam(1e-3))
                        .build())
                .removeOutputLayer()
                .addLayer(new DenseLayer.Builder()
                        .nIn(FEATURES)
                        .nOut(FEATURES)
                        .activation(Activation.RELU)
                        .build())
                .addLayer(new OutputLayer.Builder(new NtXentLoss(0.5))
                        .nIn(FEATURES)
                        .nOut(FEATURES)
                        .activation(Activation.IDENTITY)
                        .build())
                .build();
    }

    private static DataSetIterator views(ImageSet images, ChannelStatistics statistics, long seed) {
        ImageBatches batches = ImageBatches.training(images, ChannelStatistics.none(), 128, false, seed);
        return new AugmentedDataSetIterator(
                batches,
                new TwoViews(),
                new RandomCropFlip(FORMAT, 8, seed).withFill(0.5),
                new RandomApply(
                        0.8,
                        seed,
                        new ColorJitter(FORMAT, seed)
                                .withBrightness(0.4)
                                .withContrast(0.4)
                                .withSaturation(0.4)
                                .withHue(0.1)),
                new RandomGrayscale(FORMAT, 0.2, seed),
                statistics.normalizer());
    }

    /** The features are the input of the projection head. */
    private static double probe(CifarRun run, MultiLayerNetwork encoder, ImageSet labeled, long seed) {
        return LinearProbe.accuracy(run, encoder, encoder.getnLayers() - 3, labeled, seed);
    }
}
