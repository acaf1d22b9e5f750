package io.github.dl4jregularizers.examples.figures.methods;

import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.ensemble.EnsembleError;
import io.github.dl4jregularizers.ensemble.EnsembleTrainer;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Error of an ensemble over the number of its members, against the formula from variance and covariance. */
public final class MembersAndCorrelation implements TextbookFigure {

    private static final String[] KINDS = {"softmax regression", "networks, other seeds", "networks, bootstrap"};
    private static final int[][] HIDDEN = {{}, {50}, {50}};
    private static final int EXAMPLES = 500;
    private static final int TEST = 2000;
    private static final double RATE = 0.01;

    @Override
    public String name() {
        return "ensemble-error";
    }

    @Override
    public String section() {
        return "9";
    }

    @Override
    public String title() {
        return "Ensembles: number and correlation of members";
    }

    @Override
    public String claim() {
        return "The mean of k members has the squared error v/k + (k − 1) c/k, for the mean squared error v of a member"
                + " and the mean product c of two members' errors. More members help, and the less the more their"
                + " errors are correlated: equal members gain nothing.";
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
        int members = context.size(5, 12);
        int epochs = context.size(10, 20);
        Signals data = new Signals(EXAMPLES, TEST);
        List<DataSet> halves = data.test().batchBy(TEST / 2);
        Measurements measured = new Measurements().put("members", members).put("epochs", epochs);
        for (int kind = 0; kind < KINDS.length; kind++) {
            Ensemble ensemble = train(data.training(), kind, members, epochs, context.seed());
            EnsembleError here = EnsembleError.of(
                    ensemble.predictions(halves.get(0).getFeatures()),
                    halves.get(0).getLabels());
            INDArray others = ensemble.predictions(halves.get(1).getFeatures());
            INDArray labels = halves.get(1).getLabels();
            double[] formula = new double[members];
            double[] error = new double[members];
            for (int k = 1; k <= members; k++) {
                formula[k - 1] = 100 * here.ofAverage(k) / here.variance();
                error[k - 1] = error(others, labels, k);
            }
            double alone = error[0];
            for (int k = 0; k < members; k++) {
                error[k] *= 100 / alone;
            }
            measured.put("correlation." + kind, here.covariance() / here.variance())
                    .put("formula." + kind, formula)
                    .put("error." + kind, error)
                    .put("largest." + kind, largestDeviation(error, formula));
            context.progress(kind + 1, KINDS.length);
        }
        return measured;
    }

    private static Ensemble train(DataSet data, int kind, int members, int epochs, long seed) {
        EnsembleTrainer trainer = EnsembleTrainer.of(
                        members,
                        seed,
                        (member, own) -> Signals.initialized(
                                Signals.classifier(new Adam(RATE), own, new LossMCXENT(), HIDDEN[kind])))
                .epochs(epochs)
                .batchSize(Signals.BATCH);
        try {
            return (kind == KINDS.length - 1 ? trainer.bootstrap() : trainer).train(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Mean squared error of the average of k members, over the sets of k neighbors in a circle of all members. */
    static double error(INDArray predictions, INDArray labels, int k) {
        int members = (int) predictions.size(0);
        double sum = 0;
        for (int from = 0; from < members; from++) {
            INDArray average = predictions.slice(from).dup();
            for (int i = 1; i < k; i++) {
                average.addi(predictions.slice((from + i) % members));
            }
            sum += average.divi(k).squaredDistance(labels) / labels.length();
        }
        return sum / members;
    }

    private static double largestDeviation(double[] error, double[] formula) {
        return IntStream.range(0, error.length)
                .mapToDouble(k -> Math.abs(error[k] - formula[k]))
                .max()
                .orElseThrow();
    }

    @Override
    public Presentation present(SeedResults results) {
        int members = (int) results.first().number("members");
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            Measurements one = results.all().get(seed);
            held[seed] = one.number("correlation.0") > one.number("correlation.1")
                    && one.number("correlation.1") > one.number("correlation.2");
            for (int kind = 0; kind < KINDS.length; kind++) {
                held[seed] &= one.number("largest." + kind) <= 2;
            }
        }
        double[] at = IntStream.rangeClosed(1, members).asDoubleStream().toArray();
        Chart chart = new Chart("Error of the mean", "number of members k", "squared error, % of one member's");
        chart.dashed("formula", Chart.INK, new double[0], new double[0]);
        NumberTable table = new NumberTable("members")
                .column("correlation", "c/v", 3)
                .column("error of " + members + ", measured", "% of one", 1)
                .column("by the formula", "% of one", 1)
                .column("largest deviation", "points", 1);
        for (int kind = 0; kind < KINDS.length; kind++) {
            String error = "error." + kind;
            String formula = "formula." + kind;
            chart.band("", kind, at, results.mean(error, -1), results.mean(error, 1))
                    .dashed("", kind, at, results.mean(formula))
                    .points(KINDS[kind], kind, at, results.mean(error));
            table.row(
                    KINDS[kind],
                    results.numbers("correlation." + kind),
                    results.numbers(error, members - 1),
                    results.numbers(formula, members - 1),
                    results.numbers("largest." + kind));
        }
        return new Presentation(Verdict.inEverySeed(
                        "the formula is within 2 points of the measured error for every number of members, and the"
                                + " order of the correlations is softmax regression, other seeds, bootstrap",
                        held))
                .chart(chart)
                .table(table)
                .remark(String.format(
                        Locale.ROOT,
                        "The formula has the v and c that EnsembleError measures on %d test examples. Points: the"
                                + " error on %d other ones, with a band of one standard deviation. Errors are those of"
                                + " the class probabilities. MNIST-1D, %d training examples, %d epochs;"
                                + " EnsembleTrainer, one hidden layer of %d ReLU units or none.",
                        TEST / 2,
                        TEST / 2,
                        EXAMPLES,
                        (int) results.first().number("epochs"),
                        HIDDEN[1][0]));
    }
}
