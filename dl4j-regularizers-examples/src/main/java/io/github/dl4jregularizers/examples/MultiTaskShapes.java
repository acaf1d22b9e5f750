package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.ScaledLoss;
import io.github.dl4jregularizers.loss.UncertaintyWeightedLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * size, so that their weights matter: equal weights, a fixed weight, learned weights.
 */
public final class MultiTaskShapes {

    private static final int COLORS = 3;
    private static final double UNIT = 100;

    private MultiTaskShapes() {}

    /**
     * Trains with each kind of weights and prints the errors of both tasks.
     *
     * @param args the number of epochs (default 10)
     */
    public static void main(String[] args) {
        if (args.length > 1 || args.length == 1 && !args[0].matches("[1-9]\\d{0,4}")) {
            System.err.println("usage: MultiTaskShapes [<epochs, above 0>]");
            System.exit(2);
        }
        int epochs = args.length == 1 ? Integer.parseInt(args[0]) : 10;
        ImageData data = ShapesData.generate(1000, 500, 1);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        List<MultiDataSet> training = batches(data.training(), statistics);
        List<MultiDataSet> test = batches(data.test(), statistics);
        ILossFunction classes = new LabelSmoothingLoss(0);
        int count = data.training().classes();
        report("equal weights", plain(count, classes, new LossMSE()), training, test, epochs);
        report("weight 0.001", plain(count, classes, new ScaledLoss(0.001, new LossMSE())), training, test, epochs);
        ComputationGraph learned = learned(count, classes);
        report("learned weights", learned, training, test, epochs);
        System.out.println(String.format(
                Locale.ROOT,
                "learned weights of the losses: classes %.3f, colors %.5f",
                Math.exp(-learned.getParam("classVariance_b").getDouble(0)),
                Math.exp(-learned.getParam("colorVariance_b").getDouble(0)) / 2));
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

    private static GraphBuilder trunk(int classes) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
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

    private static ComputationGraph plain(int classes, ILossFunction ofClasses, ILossFunction ofColors) {
        return initialized(trunk(classes)
                .addLayer("class", head(ofClasses, Activation.SOFTMAX), "logits")
                .addLayer("color", head(ofColors, Activation.IDENTITY), "colors")
                .setOutputs("class", "color"));
    }

    /** Each log variance is the bias of a layer whose input is 0. */
    private static ComputationGraph learned(int classes, ILossFunction ofClasses) {
        return initialized(trunk(classes)
                .addVertex("zero", new ScaleVertex(0), "trunk")
                .addLayer("classVariance", linear(1), "zero")
                .addVertex("classTask", new MergeVertex(), "logits", "classVariance")
                .addLayer(
                        "class",
                        head(UncertaintyWeightedLoss.classification(ofClasses), Activation.IDENTITY),
                        "classTask")
                .addLayer("colorVariance", linear(1), "zero")
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

    private static void report(
            String name, ComputationGraph network, List<MultiDataSet> training, List<MultiDataSet> test, int epochs) {
        try (StepProgress progress = new StepProgress(name, (long) epochs * training.size())) {
            network.setListeners(progress);
            for (int epoch = 0; epoch < epochs; epoch++) {
                training.forEach(network::fit);
            }
        }
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
        System.out.println(String.format(
                Locale.ROOT,
                "%s: test accuracy %.1f %%, error of the colors %.2f of %.0f",
                name,
                100 * correct / images,
                Math.sqrt(squares / images),
                UNIT));
    }
}
