package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.ScaledLoss;
import io.github.dl4jregularizers.loss.UncertaintyWeightedLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Two tasks on one network: the class of a drawn shape, and the mean of each color times 100. The losses differ in
 * size, so that their weights matter: fixed weights of the second loss, and learned weights.
 */
public final class MultiTaskShapes {

    private static final int COLORS = 3;
    private static final double UNIT = 100;
    private static final double LOG_VARIANCE_RATE = 0.05;
    private static final String LEARNED = "learned weights";

    private MultiTaskShapes() {}

    /**
     * Trains with each kind of weights and each seed, and prints the errors of both tasks.
     *
     * @param args the number of epochs (default 20), and seeds (default 1, 2, 3)
     */
    public static void main(String[] args) {
        if (Arrays.stream(args).anyMatch(argument -> !argument.matches("[1-9]\\d{0,4}"))) {
            System.err.println("usage: MultiTaskShapes [<epochs, above 0> [<seed> ...]]");
            System.exit(2);
        }
        System.out.println(OneDnn.enable());
        int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        long[] seeds = args.length > 1
                ? Arrays.stream(args).skip(1).mapToLong(Long::parseLong).toArray()
                : new long[] {1, 2, 3};
        Map<String, double[][]> errors = new LinkedHashMap<>();
        for (int i = 0; i < seeds.length; i++) {
            ImageData data = ShapesData.generate(1000, 500, seeds[i]);
            ChannelStatistics statistics = ChannelStatistics.of(data.training());
            List<MultiDataSet> training = batches(data.training(), statistics);
            List<MultiDataSet> test = batches(data.test(), statistics);
            for (Map.Entry<String, ComputationGraph> way :
                    networks(data.training().classes(), seeds[i]).entrySet()) {
                train(way.getKey(), way.getValue(), training, epochs);
                double[] measured = errors(way.getValue(), test);
                double[][] all = errors.computeIfAbsent(way.getKey(), name -> new double[2][seeds.length]);
                all[0][i] = measured[0];
                all[1][i] = measured[1];
                print(
                        "seed %d, %s: test accuracy %.1f %%, error of the colors %.2f",
                        seeds[i], way.getKey(), measured[0], measured[1]);
                if (way.getKey().equals(LEARNED)) {
                    printWeights(way.getValue());
                }
            }
        }
        errors.forEach((way, values) -> print(
                "%s: test accuracy %s %%, error of the colors %s of %.0f",
                way,
                Statistic.of(values[0]).format(1, false),
                Statistic.of(values[1]).format(2, false),
                UNIT));
    }

    private static Map<String, ComputationGraph> networks(int classes, long seed) {
        ILossFunction loss = new LabelSmoothingLoss(0);
        Map<String, ComputationGraph> networks = new LinkedHashMap<>();
        for (String weight : new String[] {"1", "0.1", "0.01", "0.001"}) {
            ILossFunction colors = new ScaledLoss(Double.parseDouble(weight), new LossMSE());
            networks.put("weight " + weight, plain(classes, seed, loss, colors));
        }
        networks.put(LEARNED, learned(classes, seed, loss));
        return networks;
    }

    private static void printWeights(ComputationGraph learned) {
        print(
                "learned weights of the losses: classes %.3f, colors %.5f",
                Math.exp(-learned.getParam("classVariance_b").getDouble(0)),
                Math.exp(-learned.getParam("colorVariance_b").getDouble(0)) / 2);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static List<MultiDataSet> batches(ImageSet images, ChannelStatistics statistics) {
        List<MultiDataSet> batches = new ArrayList<>();
        ImageBatches raw = ImageBatches.inOrder(images, ChannelStatistics.none(), 50);
        while (raw.hasNext()) {
            DataSet batch = raw.next();
            INDArray colors = batch.getFeatures().mean(2, 3).muli(UNIT);
            statistics.normalizer().preProcess(batch);
            batches.add(
                    new MultiDataSet(new INDArray[] {batch.getFeatures()}, new INDArray[] {batch.getLabels(), colors}));
        }
        return batches;
    }

    private static GraphBuilder trunk(int classes, long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(2e-3))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(32, 32, COLORS))
                .addLayer(
                        "convolution",
                        new ConvolutionLayer.Builder(5, 5).stride(2, 2).nOut(16).build(),
                        "images")
                .addLayer(
                        "pooling",
                        new SubsamplingLayer.Builder(PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "convolution")
                .addLayer("trunk", new DenseLayer.Builder().nOut(64).build(), "pooling")
                .addLayer("logits", linear(classes), "trunk")
                .addLayer("colors", linear(COLORS), "trunk");
    }

    private static DenseLayer linear(int outputs) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static LossLayer head(ILossFunction loss, Activation activation) {
        return new LossLayer.Builder(loss).activation(activation).build();
    }

    private static ComputationGraph plain(int classes, long seed, ILossFunction ofClasses, ILossFunction ofColors) {
        return initialized(trunk(classes, seed)
                .addLayer("class", head(ofClasses, Activation.SOFTMAX), "logits")
                .addLayer("color", head(ofColors, Activation.IDENTITY), "colors")
                .setOutputs("class", "color"));
    }

    /** A log variance starts at 0, and Adam moves it by at most the learning rate per step. */
    private static DenseLayer logVariance() {
        return new DenseLayer.Builder()
                .nOut(1)
                .activation(Activation.IDENTITY)
                .updater(new Adam(LOG_VARIANCE_RATE))
                .build();
    }

    /** Each log variance is the bias of a layer whose input is 0. */
    private static ComputationGraph learned(int classes, long seed, ILossFunction ofClasses) {
        return initialized(trunk(classes, seed)
                .addVertex("zero", new ScaleVertex(0), "trunk")
                .addLayer("classVariance", logVariance(), "zero")
                .addVertex("classTask", new MergeVertex(), "logits", "classVariance")
                .addLayer(
                        "class",
                        head(UncertaintyWeightedLoss.classification(ofClasses), Activation.IDENTITY),
                        "classTask")
                .addLayer("colorVariance", logVariance(), "zero")
                .addVertex("colorTask", new MergeVertex(), "colors", "colorVariance")
                .addLayer(
                        "color",
                        head(UncertaintyWeightedLoss.regression(new LossMSE()), Activation.IDENTITY),
                        "colorTask")
                .setOutputs("class", "color"));
    }

    private static ComputationGraph initialized(GraphBuilder builder) {
        ComputationGraph network = new ComputationGraph(builder.build());
        network.init();
        return network;
    }

    private static void train(String name, ComputationGraph network, List<MultiDataSet> training, int epochs) {
        try (StepProgress progress = new StepProgress(name, (long) epochs * training.size())) {
            network.setListeners(progress);
            for (int epoch = 0; epoch < epochs; epoch++) {
                training.forEach(network::fit);
            }
        }
    }

    /** Returns the accuracy in percent, and the root of the mean squared error of the colors. */
    private static double[] errors(ComputationGraph network, List<MultiDataSet> test) {
        double correct = 0;
        double squares = 0;
        double images = 0;
        for (MultiDataSet batch : test) {
            INDArray[] outputs = network.output(batch.getFeatures(0));
            INDArray labels = batch.getLabels(0);
            INDArray logits = outputs[0].get(NDArrayIndex.all(), NDArrayIndex.interval(0, labels.size(1)));
            INDArray colors = outputs[1].get(NDArrayIndex.all(), NDArrayIndex.interval(0, COLORS));
            correct += logits.argMax(1)
                    .eq(labels.argMax(1))
                    .castTo(labels.dataType())
                    .sumNumber()
                    .doubleValue();
            INDArray errors = colors.sub(batch.getLabels(1));
            squares += errors.mul(errors).sumNumber().doubleValue() / COLORS;
            images += labels.size(0);
        }
        return new double[] {100 * correct / images, Math.sqrt(squares / images)};
    }
}
