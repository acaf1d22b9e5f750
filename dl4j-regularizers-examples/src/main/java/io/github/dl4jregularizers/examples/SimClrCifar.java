package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.augment.ColorJitter;
import io.github.dl4jregularizers.augment.RandomApply;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.augment.RandomGrayscale;
import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.NtXentLoss;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.selfsupervised.TwoViews;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** SimCLR on CIFAR-10 without labels, and a linear probe: a classifier on the frozen encoder, with 1,000 labels. */
public final class SimClrCifar {

    private static final int LABELS = 1000;
    private static final int FEATURES = 64;
    private static final int PROBE_EPOCHS = 30;
    private static final CNN2DFormat FORMAT = CNN2DFormat.NCHW;

    private SimClrCifar() {}

    /**
     * Prints the test accuracy of the probe on an untrained encoder, and on the one trained by SimCLR.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}, and the number of steps (default 1000)
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length == 0 || args.length > 2 || args.length == 2 && !args[1].matches("[1-9]\\d{0,6}")) {
            System.err.println("usage: SimClrCifar <directory of CIFAR-10, binary version> [<steps>]");
            System.exit(2);
        }
        System.out.println(OneDnn.enable());
        int steps = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        ImageData data = CifarData.load(Path.of(args[0]), CifarData.Variant.CIFAR10);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        MultiLayerNetwork encoder = encoder();
        print("untrained encoder, linear probe: test accuracy %.1f %%", probe(encoder, data, statistics));
        MultiLayerNetwork trained = FusedNetworks.of(encoder);
        DataSetIterator views = views(data.training(), statistics);
        try (StepProgress progress = new StepProgress("SimCLR", steps)) {
            trained.setListeners(progress);
            StepProgress.fit(trained, views, steps);
        }
        print("contrastive loss after %d steps: %.3f", steps, trained.score());
        print("SimCLR, linear probe: test accuracy %.1f %%", probe(FusedNetworks.plain(trained), data, statistics));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** The network of the other examples with a projection head of two layers instead of its classifier. */
    private static MultiLayerNetwork encoder() {
        MultiLayerNetwork network = (MultiLayerNetwork)
                Networks.build("cnn", NetworkOptions.builder().seed(1).build());
        return new TransferLearning.Builder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .seed(1)
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

    private static DataSetIterator views(ImageSet images, ChannelStatistics statistics) {
        ImageBatches batches = ImageBatches.training(images, ChannelStatistics.none(), 128, false, 1);
        return new AugmentedDataSetIterator(
                batches,
                new TwoViews(),
                new RandomCropFlip(FORMAT, 8, 1).withFill(0.5),
                new RandomApply(
                        0.8,
                        1,
                        new ColorJitter(FORMAT, 1)
                                .withBrightness(0.4)
                                .withContrast(0.4)
                                .withSaturation(0.4)
                                .withHue(0.1)),
                new RandomGrayscale(FORMAT, 0.2, 1),
                statistics.normalizer());
    }

    /** Trains a new classifier on frozen features, and returns its test accuracy in percent. */
    private static double probe(MultiLayerNetwork encoder, ImageData data, ChannelStatistics statistics) {
        int head = encoder.getnLayers() - 2;
        MultiLayerNetwork probe = new TransferLearning.Builder(encoder)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .seed(1)
                        .updater(new Adam(1e-2))
                        .build())
                .setFeatureExtractor(head - 1)
                .removeLayersFromOutput(2)
                .addLayer(new OutputLayer.Builder(new LossMCXENT())
                        .nIn(FEATURES)
                        .nOut(data.training().classes())
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        ImageSet labeled = data.training().stratified(LABELS, 1);
        probe.fit(ImageBatches.training(labeled, statistics, 100, false, 1), PROBE_EPOCHS);
        return 100
                * probe.evaluate(ImageBatches.inOrder(data.test(), statistics, 250))
                        .accuracy();
    }
}
