package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.penalty.L2StartingPoint;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.transfer.FrozenBatchNormalization;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Transfer from five classes of CIFAR-10 to the other five, of which 250 images are labeled: fine-tuning against
 * training from scratch.
 */
public final class FineTuningCifar {

    private static final int LABELS = 250;
    private static final int BATCH = 32;
    private static final int SOURCE_CLASSES = 5;
    private static final int EPOCHS = 40;
    private static final String HEAD = "head";

    private FineTuningCifar() {}

    /**
     * Trains each way with each seed and prints the accuracy on the test images of the new classes.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}, the number of epochs of pretraining (default
     *     10), and seeds (default 1, 2, 3)
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        CifarRun run = CifarRun.of("FineTuningCifar", "epochs", 10, args);
        ImageSet source = select(run.data().training(), label -> label < SOURCE_CLASSES);
        ImageSet target = select(run.data().training(), label -> label >= SOURCE_CLASSES);
        ImageSet test = select(run.data().test(), label -> label >= SOURCE_CLASSES);
        for (long seed : run.seeds()) {
            MultiLayerNetwork pretrained = network(seed, new Nesterovs(rate(0.03, source, 64, run.length()), 0.9));
            ImageBatches sources = ImageBatches.training(source, run.statistics(), 64, true, seed);
            fit("pretraining", pretrained, sources, run.length(), steps(source, 64, run.length()));
            ImageSet labeled = target.stratified(LABELS, seed);
            MultiLayerNetwork withNewHead = withNewHead(FusedNetworks.plain(pretrained), labeled, seed);
            Map<String, MultiLayerNetwork> ways = new LinkedHashMap<>();
            ways.put("from scratch", network(seed, new Nesterovs(rate(0.03, labeled, BATCH, EPOCHS), 0.9)));
            ways.put("fine-tuning", FusedNetworks.of(withNewHead));
            ways.put("fine-tuning, L2-SP", FusedNetworks.of(towardsStart(withNewHead)));
            ways.put("fine-tuning, fixed BatchNorm", withFixedNormalization(withNewHead));
            ways.forEach((way, network) -> {
                ImageBatches batches = ImageBatches.training(labeled, run.statistics(), BATCH, true, seed);
                fit(way, network, batches, EPOCHS, steps(labeled, BATCH, EPOCHS));
                run.result(seed, way, run.accuracy(network, test));
            });
        }
        run.summary("five new classes, " + LABELS + " labels");
    }

    private static ImageSet select(ImageSet images, IntPredicate classes) {
        return images.select(IntStream.range(0, images.size())
                .filter(image -> classes.test(images.label(image)))
                .toArray());
    }

    private static CosineSchedule rate(double initial, ImageSet images, int batch, int epochs) {
        return new CosineSchedule(ScheduleType.ITERATION, initial, steps(images, batch, epochs));
    }

    private static int steps(ImageSet images, int batch, int epochs) {
        return (images.size() + batch - 1) / batch * epochs;
    }

    private static MultiLayerNetwork network(long seed, IUpdater updater) {
        NetworkOptions options =
                NetworkOptions.builder().seed(seed).updater(updater).l2(5e-4).build();
        return FusedNetworks.of((MultiLayerNetwork) Networks.build("cnn", options));
    }

    private static MultiLayerNetwork withNewHead(MultiLayerNetwork pretrained, ImageSet labeled, long seed) {
        return new TransferLearning.Builder(pretrained)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .seed(seed)
                        .updater(new Nesterovs(rate(0.01, labeled, BATCH, EPOCHS), 0.9))
                        .build())
                .removeOutputLayer()
                .addLayer(new OutputLayer.Builder(new LossMCXENT())
                        .name(HEAD)
                        .nIn(64)
                        .nOut(labeled.classes())
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    private static MultiLayerNetwork towardsStart(MultiLayerNetwork network) {
        MultiLayerConfiguration conf = L2StartingPoint.of(network, 0.01)
                .exclude((layer, parameter) -> layer.equals(HEAD))
                .andThen(new ElasticNet(0, 0.01).only((layer, parameter) -> layer.equals(HEAD)))
                .applyTo(network.getLayerWiseConfigurations());
        return restarted(conf, network);
    }

    private static MultiLayerNetwork withFixedNormalization(MultiLayerNetwork network) {
        return restarted(FrozenBatchNormalization.everywhere().applyTo(network.getLayerWiseConfigurations()), network);
    }

    /** Returns a network of another configuration with the parameters of the given one. */
    private static MultiLayerNetwork restarted(MultiLayerConfiguration conf, MultiLayerNetwork network) {
        MultiLayerNetwork changed = new MultiLayerNetwork(conf);
        changed.init(network.params(), true);
        return changed;
    }

    /** Learning-rate schedules start anew. */
    private static void fit(String name, MultiLayerNetwork network, ImageBatches batches, int epochs, int steps) {
        network.setIterationCount(0);
        try (StepProgress progress = new StepProgress(name, steps)) {
            network.setListeners(progress);
            network.fit(batches, epochs);
        }
    }
}
