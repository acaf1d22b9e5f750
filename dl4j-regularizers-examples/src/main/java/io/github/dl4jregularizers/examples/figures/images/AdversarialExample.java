package io.github.dl4jregularizers.examples.figures.images;

import io.github.dl4jregularizers.augment.AdversarialExamples;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.report.Pictures;
import io.github.dl4jregularizers.examples.training.Robustness;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.ops.transforms.Transforms;

/** FGSM: an image, its perturbation, the adversarial image, and the accuracy over the distance. */
public final class AdversarialExample implements TextbookFigure {

    /** Distances in 255ths of the range of intensities. */
    private static final double[] LEVELS = {1, 2, 4, 8, 16};
    /** Index of the distance of the pictures and of the verdict. */
    private static final int SHOWN = 3;
    /** Enlargement of the perturbation in its picture. */
    private static final int FACTOR = 12;

    private static final int BATCH = 32;
    private static final int ATTACKED = 128;
    private static final double RATE = 2e-3;

    @Override
    public String name() {
        return "adversarial-example";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "An adversarial example";
    }

    @Override
    public String claim() {
        return "A change of each pixel that the eye hardly notices turns a right prediction into a wrong one, if its"
                + " signs follow the gradient of the loss. Random signs of the same size do little harm.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 4;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 6 : 30;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int epochs = context.size(4, 6);
        ImageData data = ShapesData.generate(context.size(500, 2000), context.size(200, 500), context.seed());
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        MultiLayerNetwork network = (MultiLayerNetwork) Networks.build(
                "cnn",
                NetworkOptions.builder()
                        .seed(context.seed())
                        .updater(new Adam(RATE))
                        .build());
        ImageBatches batches = ImageBatches.training(data.training(), statistics, BATCH, false, context.seed());
        for (int epoch = 0; epoch < epochs; epoch++) {
            while (batches.hasNext()) {
                network.fit(batches.next());
            }
            batches.reset();
            context.progress(epoch + 1, epochs + 1);
        }
        double[] attacked = new double[LEVELS.length];
        double[] random = new double[LEVELS.length];
        for (int i = 0; i < LEVELS.length; i++) {
            attacked[i] = 100 * Robustness.underFgsm(network, data.test(), statistics, LEVELS[i]);
            random[i] = 100 * accuracy(network, data.test(), statistics, LEVELS[i]);
        }
        Measurements measured = new Measurements()
                .put("clean", 100 * accuracy(network, data.test(), statistics, 0))
                .put("attacked", attacked)
                .put("random", random);
        return example(network, data.test(), statistics, measured);
    }

    /** The accuracy on images moved by random signs times a distance. */
    private static double accuracy(
            MultiLayerNetwork network, ImageSet images, ChannelStatistics statistics, double levels) {
        ImageBatches batches = ImageBatches.inOrder(images, statistics, ATTACKED);
        double right = 0;
        while (batches.hasNext()) {
            DataSet batch = batches.next();
            INDArray signs = Transforms.sign(
                    Nd4j.rand(DataType.FLOAT, batch.getFeatures().shape()).subi(0.5), false);
            INDArray answers = network.output(batch.getFeatures().add(signs.muli(statistics.distance(levels))))
                    .argMax(1);
            right += answers.eq(batch.getLabels().argMax(1))
                    .castTo(DataType.DOUBLE)
                    .sumNumber()
                    .doubleValue();
        }
        return right / images.size();
    }

    /** Stores the image whose class loses the most probability, before and after the attack. */
    private static Measurements example(
            MultiLayerNetwork network, ImageSet images, ChannelStatistics statistics, Measurements measured) {
        DataSet batch = ImageBatches.inOrder(images, statistics, ATTACKED).next();
        int size = batch.numExamples();
        INDArray clean = batch.getFeatures();
        double[][] before = network.output(clean).toDoubleMatrix();
        AdversarialExamples.fgsm(network, statistics.distance(LEVELS[SHOWN])).preProcess(batch);
        INDArray moved = batch.getFeatures().get(NDArrayIndex.interval(size, 2L * size));
        double[][] after = network.output(moved).toDoubleMatrix();
        int chosen = 0;
        for (int i = 0; i < size; i++) {
            if (loss(before, after, i, images) > loss(before, after, chosen, images)) {
                chosen = i;
            }
        }
        return measured.put("image", numbers(statistics.colors(clean.slice(chosen))))
                .put("moved", numbers(statistics.colors(moved.slice(chosen))))
                .put("truth", images.label(chosen))
                .put("before", before[chosen])
                .put("after", after[chosen]);
    }

    private static double loss(double[][] before, double[][] after, int image, ImageSet images) {
        int label = images.label(image);
        return before[image][label] - after[image][label];
    }

    private static double[] numbers(int[] colors) {
        return Arrays.stream(colors).asDoubleStream().toArray();
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] clean = results.numbers("clean");
        double[] attacked = results.numbers("attacked", SHOWN);
        double[] random = results.numbers("random", SHOWN);
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            double lost = clean[seed] - attacked[seed];
            held[seed] = lost >= 20 && lost >= 3 * (clean[seed] - random[seed]);
        }
        NumberTable table = new NumberTable("distance, 255ths")
                .column("FGSM", "accuracy, %", 1)
                .column("random signs", "accuracy, %", 1)
                .row("0", clean, clean);
        for (int i = 0; i < LEVELS.length; i++) {
            table.row(
                    String.format(Locale.ROOT, "%.0f", LEVELS[i]),
                    results.numbers("attacked", i),
                    results.numbers("random", i));
        }
        Presentation shown = new Presentation(Verdict.inEverySeed(
                String.format(
                        Locale.ROOT,
                        "at a distance of %.0f/255, FGSM costs at least 20 points of accuracy, and at least three"
                                + " times what random signs cost",
                        LEVELS[SHOWN]),
                held));
        pictures(shown, results.first());
        return shown.chart(chart(results))
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "AdversarialExamples.fgsm on the examples' shapes and their small convolutional network. The"
                                + " distance is that of normalized images, without a range of values. The gradient is"
                                + " that of training mode, per batch of %d images. The pictures show the image whose"
                                + " class loses the most probability among the first %d test images of seed 1: an"
                                + " extreme, not a typical one.",
                        ATTACKED,
                        ATTACKED));
    }

    private static Chart chart(SeedResults results) {
        double[] clean = new double[LEVELS.length];
        Arrays.fill(clean, results.mean("clean")[0]);
        return new Chart("Accuracy under attack", "distance, 255ths of the range", "test accuracy, %")
                .logX()
                .xTicks(LEVELS)
                .yRange(0, 100)
                .band("± standard deviation", 1, LEVELS, results.mean("attacked", -1), results.mean("attacked", 1))
                .line("FGSM", 1, LEVELS, results.mean("attacked"))
                .band("", 0, LEVELS, results.mean("random", -1), results.mean("random", 1))
                .line("random signs", 0, LEVELS, results.mean("random"))
                .dashed("unchanged images", Chart.INK, LEVELS, clean);
    }

    private static void pictures(Presentation shown, Measurements first) {
        int[] image = colors(first.get("image"));
        int[] moved = colors(first.get("moved"));
        int[] difference = new int[image.length];
        for (int pixel = 0; pixel < image.length; pixel++) {
            difference[pixel] = 0xFF000000;
            for (int shift = 0; shift <= 16; shift += 8) {
                int change = (moved[pixel] >> shift & 0xFF) - (image[pixel] >> shift & 0xFF);
                difference[pixel] |= Math.min(Math.max(128 + FACTOR * change, 0), 255) << shift;
            }
        }
        List<String> names = ShapesData.heldOut(1, 1).classNames();
        String truth = names.get((int) first.number("truth"));
        picture(shown, "Image of the class " + truth, "Predicted: " + prediction(first.get("before"), names), image);
        picture(shown, "Perturbation", FACTOR + " times as strong as in the attack, gray for 0", difference);
        picture(shown, "Adversarial image", "Predicted: " + prediction(first.get("after"), names), moved);
    }

    private static void picture(Presentation shown, String description, String caption, int[] colors) {
        shown.picture(description, description + ". " + caption + ".", Pictures.strip(List.of(colors), 1));
    }

    private static int[] colors(double[] numbers) {
        return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    }

    private static String prediction(double[] probabilities, List<String> names) {
        int best = 0;
        for (int label = 0; label < probabilities.length; label++) {
            best = probabilities[label] > probabilities[best] ? label : best;
        }
        return String.format(Locale.ROOT, "%s, %.0f %%", names.get(best), 100 * probabilities[best]);
    }
}
