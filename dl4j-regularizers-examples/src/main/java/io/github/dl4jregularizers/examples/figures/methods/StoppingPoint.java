package io.github.dl4jregularizers.examples.figures.methods;

import io.github.dl4jregularizers.earlystopping.ValidationScore;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Training and validation loss over the epochs, with the point where early stopping ends. */
public final class StoppingPoint implements TextbookFigure {

    private static final int UNITS = 100;
    private static final double RATE = 0.002;
    private static final int PATIENCE = 5;

    @Override
    public String name() {
        return "stopping-point";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "Loss curves and the early stopping point";
    }

    @Override
    public String claim() {
        return "The training loss falls throughout, the validation loss falls and then rises. Early stopping keeps the"
                + " weights of the smallest validation loss, which have a smaller test loss than the last ones.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 3 : 15;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int examples = context.size(500, 2000);
        int epochs = context.size(40, 60);
        Signals data = new Signals(examples, 3000);
        ValidationScore<MultiLayerNetwork> training = loss(data.training());
        List<DataSet> held = data.test().batchBy(1000);
        ValidationScore<MultiLayerNetwork> validation = loss(held.get(0));
        ValidationScore<MultiLayerNetwork> test = loss(DataSet.merge(held.subList(1, held.size())));

        EarlyStoppingResult<MultiLayerNetwork> result = stopped(data, validation, epochs, context.seed());
        double[] trainingLoss = new double[epochs];
        double[] validationLoss = new double[epochs];
        MultiLayerNetwork network = Signals.initialized(classifier(context.seed()));
        for (int epoch = 0; epoch < epochs; epoch++) {
            data.batches().forEach(network::fit);
            trainingLoss[epoch] = training.calculateScore(network);
            validationLoss[epoch] = validation.calculateScore(network);
            context.progress(epoch + 1, epochs);
        }
        return new Measurements()
                .put("examples", examples)
                .put("training", trainingLoss)
                .put("validation", validationLoss)
                .put("best.epoch", result.getBestModelEpoch() + 1)
                .put("best.validation", ValidationScore.best(result).orElseThrow())
                .put("stop.epoch", result.getTotalEpochs())
                .put("stopped", test.calculateScore(result.getBestModel()))
                .put("last", test.calculateScore(network));
    }

    private static ValidationScore<MultiLayerNetwork> loss(DataSet data) {
        return ValidationScore.negativeLogLikelihood(new ExistingDataSetIterator(List.of(data)));
    }

    private static MultiLayerConfiguration classifier(long seed) {
        return Signals.classifier(new Adam(RATE), seed, new LossMCXENT(), UNITS, UNITS);
    }

    /** Trains on the minibatches in their order, until the score has not improved for {@code PATIENCE} epochs. */
    private static EarlyStoppingResult<MultiLayerNetwork> stopped(
            Signals data, ValidationScore<MultiLayerNetwork> validation, int epochs, long seed) {
        EarlyStoppingConfiguration<MultiLayerNetwork> stopping = new EarlyStoppingConfiguration.Builder<
                        MultiLayerNetwork>()
                .scoreCalculator(validation)
                .epochTerminationConditions(
                        new ScoreImprovementEpochTerminationCondition(PATIENCE),
                        new MaxEpochsTerminationCondition(epochs))
                .modelSaver(new InMemoryModelSaver<>())
                .build();
        MultiLayerNetwork network = Signals.initialized(classifier(seed));
        return new EarlyStoppingTrainer(stopping, network, new ExistingDataSetIterator(data.batches())).fit();
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] stopped = results.numbers("stopped");
        double[] last = results.numbers("last");
        double[] lowest = results.numbers("best.validation");
        Measurements first = results.first();
        int epochs = first.get("training").length;
        double[] end = results.numbers("validation", epochs - 1);
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = stopped[seed] < last[seed] && end[seed] > 1.1 * lowest[seed];
        }
        double[] at = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
        double[] best = {first.number("best.epoch")};
        double[] stop = {first.number("stop.epoch"), first.number("stop.epoch")};
        double[] height = {0, results.mean("validation")[epochs - 1]};
        return new Presentation(Verdict.inEverySeed(
                        "the last validation loss is more than 10 % above that of the stopping point, and the test"
                                + " loss of the kept weights is below that of the last ones",
                        held))
                .chart(new Chart("One seed", "epoch", "mean negative log-likelihood, nats")
                        .line("training", 1, at, first.get("training"))
                        .line("validation", 0, at, first.get("validation"))
                        .dashed("training stops", Chart.INK, stop, height)
                        .rings("kept weights", 2, best, first.get("best.validation")))
                .chart(new Chart("All seeds", "epoch", "mean negative log-likelihood, nats")
                        .band("", 1, at, results.mean("training", -1), results.mean("training", 1))
                        .band("", 0, at, results.mean("validation", -1), results.mean("validation", 1))
                        .line("training, mean", 1, at, results.mean("training"))
                        .line("validation, mean", 0, at, results.mean("validation"))
                        .rings("kept weights, per seed", 2, results.numbers("best.epoch"), lowest))
                .table(new NumberTable("weights")
                        .column("epoch", "", 1)
                        .column("validation loss", "nats", 3)
                        .column("test loss", "nats", 3)
                        .row("kept by early stopping", results.numbers("best.epoch"), lowest, stopped)
                        .row("last", new double[] {epochs}, end, last))
                .remark(String.format(
                        Locale.ROOT,
                        "MNIST-1D, %d training, 1000 validation and 2000 test examples; two hidden layers of %d ReLU"
                                + " units, Adam with rate %s. DL4J's EarlyStoppingTrainer with"
                                + " ValidationScore.negativeLogLikelihood, patience %d epochs. The curves are those of"
                                + " the same training without a stop. Bands: ± standard deviation.",
                        (int) first.number("examples"),
                        UNITS,
                        RATE,
                        PATIENCE));
    }
}
