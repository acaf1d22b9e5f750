package io.github.dl4jregularizers.examples.figures.images;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.report.Pictures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** One image under the augmentations of every recipe. */
public final class AugmentationGallery implements TextbookFigure {

    private static final int SHOWN = 4;
    private static final int DRAWS = 100;
    /** The verdict asks for so many different training examples. */
    private static final int DIFFERENT = 4;

    private static final int IMAGE = 3;
    /** The other image of the batch, for mixing. */
    private static final int PARTNER = 5;

    @Override
    public String name() {
        return "augmentation-gallery";
    }

    @Override
    public String section() {
        return "9.13";
    }

    @Override
    public String title() {
        return "One image, augmented";
    }

    @Override
    public String claim() {
        return "Augmentation makes many training examples from one image. Moves, colors and blanked parts leave the"
                + " class as it is. Mixtures of two images have a mixture of their labels.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 1 : 3;
    }

    @Override
    public double seconds(boolean quick) {
        return 5;
    }

    private static List<Recipe> recipes() {
        return Recipes.all().stream()
                .filter(recipe -> recipe.augmented() || recipe.hasAugmentations())
                .collect(Collectors.toList());
    }

    @Override
    public Measurements measure(FigureContext context) {
        ImageSet training = ShapesData.generate(100, 1, context.seed()).training();
        ChannelStatistics statistics = ChannelStatistics.of(training);
        ImageSet pair = training.select(new int[] {IMAGE, PARTNER});
        Measurements measured = new Measurements();
        List<Recipe> recipes = recipes();
        for (Recipe recipe : recipes) {
            measure(recipe, pair, statistics, context.seed(), measured);
            context.progress(recipes.indexOf(recipe) + 1, recipes.size());
        }
        return measured;
    }

    private static void measure(
            Recipe recipe, ImageSet pair, ChannelStatistics statistics, long seed, Measurements measured) {
        ImageBatches plain = ImageBatches.training(pair, statistics, 2, false, seed);
        ImageBatches batches = ImageBatches.training(
                        pair,
                        statistics,
                        2,
                        recipe.augmented(),
                        seed,
                        recipe.augmentations(seed).toArray(new Augmentation[0]))
                .withImageAugmentations(recipe.imageAugmentations(seed));
        Set<List<Double>> examples = new HashSet<>();
        List<Double> shown = new ArrayList<>();
        double moved = 0;
        double relabeled = 0;
        double change = 0;
        double worstSum = 0;
        for (int draw = 0; draw < DRAWS; draw++, plain.reset(), batches.reset()) {
            DataSet before = plain.next();
            DataSet after = batches.next();
            // Both have the same order: the batch with the image's label tells its row.
            int row = before.getLabels().getDouble(0, pair.label(0)) == 1 ? 0 : 1;
            // Views for a consistency loss follow the two images, and their labels have a mark.
            long shownRow = after.getFeatures().size(0) - 2 + row;
            INDArray labels = after.getLabels().getRow(shownRow).get(NDArrayIndex.interval(0, pair.classes()));
            List<Double> colors = numbers(statistics.colors(after.getFeatures().slice(shownRow)));
            List<Double> original =
                    numbers(statistics.colors(before.getFeatures().slice(row)));
            if (shown.isEmpty()) {
                shown.addAll(original);
            }
            double distance = distance(original, colors);
            change += distance / DRAWS;
            if (distance > 0) {
                moved++;
                if (shown.size() < (SHOWN + 1) * colors.size()) {
                    shown.addAll(colors);
                }
            }
            relabeled += labels.equals(before.getLabels().getRow(row)) ? 0 : 1;
            worstSum = Math.max(worstSum, Math.abs(labels.sumNumber().doubleValue() - 1));
            List<Double> example = new ArrayList<>(colors);
            Arrays.stream(labels.toDoubleVector()).forEach(example::add);
            examples.add(example);
        }
        measured.put(
                        "shown." + recipe,
                        shown.stream().mapToDouble(Double::doubleValue).toArray())
                .put("different." + recipe, examples.size())
                .put("moved." + recipe, 100 * moved / DRAWS)
                .put("change." + recipe, change)
                .put("relabeled." + recipe, 100 * relabeled / DRAWS)
                .put("sum." + recipe, worstSum);
    }

    private static List<Double> numbers(int[] colors) {
        return Arrays.stream(colors).asDoubleStream().boxed().collect(Collectors.toList());
    }

    /** Mean absolute difference of the intensities, in 255ths of the range. */
    private static double distance(List<Double> one, List<Double> other) {
        double sum = 0;
        for (int pixel = 0; pixel < one.size(); pixel++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                sum += Math.abs((one.get(pixel).intValue() >> shift & 0xFF)
                        - (other.get(pixel).intValue() >> shift & 0xFF));
            }
        }
        return sum / (ImageSet.CHANNELS * one.size());
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        Arrays.fill(held, true);
        NumberTable table = new NumberTable("recipe")
                .column("images changed", "% of draws", 0)
                .column("mean change", "255ths", 1)
                .column("labels changed", "% of draws", 0)
                .column("different examples", "of " + DRAWS + " draws", 0);
        for (Recipe recipe : recipes()) {
            double[] different = results.numbers("different." + recipe);
            double[] sums = results.numbers("sum." + recipe);
            for (int seed = 0; seed < held.length; seed++) {
                held[seed] &= different[seed] >= DIFFERENT && sums[seed] < 1e-6;
            }
            table.row(
                    recipe.name(),
                    results.numbers("moved." + recipe),
                    results.numbers("change." + recipe),
                    results.numbers("relabeled." + recipe),
                    different);
        }
        Presentation shown = new Presentation(Verdict.inEverySeed(
                "every recipe draws at least " + DIFFERENT + " different examples from one image in " + DRAWS
                        + " epochs, and the shares of a label sum to 1",
                held));
        recipes().forEach(recipe -> picture(shown, recipe, results.first().get("shown." + recipe)));
        return shown.table(table)
                .remark("The augmentations of all recipes of the examples, with the settings of training. Left: the"
                        + " image. Then its first draws that change it. Mixtures take a second image. The tones"
                        + " (solarize, posterize, equalize, contrast, sharpness) are operations of rand-augment,"
                        + " trivial-augment and augmix. Adversarial examples, which need a network, are left out.");
    }

    private static void picture(Presentation shown, Recipe recipe, double[] numbers) {
        int size = ImageSet.SIDE * ImageSet.SIDE;
        List<int[]> images = new ArrayList<>();
        for (int from = 0; from < numbers.length; from += size) {
            images.add(Arrays.stream(numbers, from, from + size)
                    .mapToInt(number -> (int) number)
                    .toArray());
        }
        if (images.size() > 1) {
            shown.picture(
                    "An image and its changes by " + recipe,
                    recipe + ": " + recipe.description(),
                    Pictures.strip(images, SHOWN + 1));
        }
    }
}
