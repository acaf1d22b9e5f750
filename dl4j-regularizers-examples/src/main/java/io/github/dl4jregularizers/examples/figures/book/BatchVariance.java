package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.optimizer.GradientNormPenalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.dataset.DataSet;

/** The implicit penalties of gradient descent and SGD on the Gabor model, and SGD against the flow of both. */
public final class BatchVariance implements TextbookFigure {

    /** Learning rate of the surfaces. */
    private static final double RATE = 0.1;

    private static final double[] RATES = {0.4, 0.2, 0.1, 0.05};
    private static final int BATCHES = 4;
    private static final int BATCH = 7;
    private static final double[] START = {3, 9};
    private static final int FLOW_STEPS = 8;

    @Override
    public String name() {
        return "batch-variance";
    }

    @Override
    public String section() {
        return "9.4";
    }

    @Override
    public String title() {
        return "Batches of SGD regularize further";
    }

    @Override
    public String claim() {
        return "SGD follows on average the flow of a modified loss with two implicit penalties: lr/4 times the squared"
                + " norm of the gradient, and lr/4 times the variance of the gradients over the batches. It prefers"
                + " places where all batches agree.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 5 : 16;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int side = context.size(25, 61);
        DataSet data = GaborModel.data(BATCHES * BATCH, context.seed());
        List<DataSet> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            batches.add((DataSet) data.getRange(batch * BATCH, (batch + 1) * BATCH));
        }
        GaborModel model = GaborModel.of(1, conf -> conf);
        Grid grid = grid(side);
        double[] loss = grid.evaluate((offset, frequency) -> model.score(data, offset, frequency));
        double[] norm = new double[loss.length];
        double[] variance = new double[loss.length];
        for (int i = 0; i < loss.length; i++) {
            double[][] gradients = gradients(model, batches, grid.x(i), grid.y(i));
            double[] mean = mean(gradients);
            norm[i] = RATE / 4 * (mean[0] * mean[0] + mean[1] * mean[1]);
            for (double[] gradient : gradients) {
                variance[i] += RATE / 4 / BATCHES * square(gradient, mean);
            }
            context.progress(i + 1, loss.length * 1.2);
        }
        Measurements measured = new Measurements()
                .put("side", side)
                .put("loss", loss)
                .put("norm", norm)
                .put("variance", variance);
        double[] flow = new double[RATES.length];
        double[] modified = new double[RATES.length];
        for (int i = 0; i < RATES.length; i++) {
            double rate = RATES[i];
            double[] end = meanOfOrders(model, batches, rate);
            GaborModel penalized = GaborModel.of(1, conf -> conf);
            penalized.network().setListeners(new GradientNormPenalty(rate / 4).withStep(1e-4));
            flow[i] = Math.sqrt(square(end, flow(rate, at -> mean(gradients(model, batches, at[0], at[1])))));
            modified[i] = Math.sqrt(square(end, flow(rate, at -> mean(steps(penalized, batches, at)))));
        }
        return measured.put("flow.error", flow).put("modified.error", modified);
    }

    private static Grid grid(int side) {
        return new Grid(GaborModel.OFFSETS, GaborModel.FREQUENCIES, side, side);
    }

    private static double[][] gradients(GaborModel model, List<DataSet> batches, double offset, double frequency) {
        return batches.stream()
                .map(batch -> model.gradient(batch, offset, frequency))
                .toArray(double[][]::new);
    }

    /** The gradients of the losses with the penalty of the network's listener: steps at a learning rate of 1. */
    private static double[][] steps(GaborModel model, List<DataSet> batches, double[] at) {
        double[][] gradients = new double[batches.size()][];
        for (int i = 0; i < gradients.length; i++) {
            model.place(at[0], at[1]);
            model.network().fit(batches.get(i));
            double[] after = model.network().params().toDoubleVector();
            gradients[i] = new double[] {at[0] - after[0], at[1] - after[1]};
        }
        return gradients;
    }

    private static double[] mean(double[][] vectors) {
        double[] mean = new double[2];
        for (double[] vector : vectors) {
            mean[0] += vector[0] / vectors.length;
            mean[1] += vector[1] / vectors.length;
        }
        return mean;
    }

    private static double square(double[] one, double[] other) {
        return (one[0] - other[0]) * (one[0] - other[0]) + (one[1] - other[1]) * (one[1] - other[1]);
    }

    /** The mean end of one epoch of SGD over all orders of the batches. */
    private static double[] meanOfOrders(GaborModel model, List<DataSet> batches, double rate) {
        List<double[]> ends = new ArrayList<>();
        descend(model, batches, rate, START, new ArrayList<>(), ends);
        return mean(ends.toArray(new double[0][]));
    }

    private static void descend(
            GaborModel model,
            List<DataSet> batches,
            double rate,
            double[] at,
            List<Integer> used,
            List<double[]> ends) {
        if (used.size() == batches.size()) {
            ends.add(at);
            return;
        }
        for (int batch = 0; batch < batches.size(); batch++) {
            if (!used.contains(batch)) {
                double[] gradient = model.gradient(batches.get(batch), at[0], at[1]);
                double[] next = {at[0] - rate * gradient[0], at[1] - rate * gradient[1]};
                List<Integer> longer = new ArrayList<>(used);
                longer.add(batch);
                descend(model, batches, rate, next, longer, ends);
            }
        }
    }

    /** Follows a gradient for the time of one epoch, by the classical Runge-Kutta method. */
    private static double[] flow(double rate, UnaryOperator<double[]> gradient) {
        double step = rate * BATCHES / FLOW_STEPS;
        double[] at = START;
        for (int i = 0; i < FLOW_STEPS; i++) {
            double[] first = gradient.apply(at);
            double[] second = gradient.apply(moved(at, first, step / 2));
            double[] third = gradient.apply(moved(at, second, step / 2));
            double[] fourth = gradient.apply(moved(at, third, step));
            at = moved(moved(moved(moved(at, first, step / 6), second, step / 3), third, step / 3), fourth, step / 6);
        }
        return at;
    }

    private static double[] moved(double[] at, double[] gradient, double step) {
        return new double[] {at[0] - step * gradient[0], at[1] - step * gradient[1]};
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            double[] flow = results.all().get(seed).get("flow.error");
            double[] modified = results.all().get(seed).get("modified.error");
            int last = RATES.length - 1;
            held[seed] = modified[last] < flow[last] / 4
                    && Math.log(modified[0] / modified[last]) > Math.log(flow[0] / flow[last]);
        }
        NumberTable table = new NumberTable("learning rate")
                .column("to the flow of the loss", "distance after an epoch", 6)
                .column("to the modified flow", "distance after an epoch", 6);
        for (int i = 0; i < RATES.length; i++) {
            table.row(String.valueOf(RATES[i]), results.numbers("flow.error", i), results.numbers("modified.error", i));
        }
        Measurements first = results.first();
        Grid grid = grid((int) first.number("side"));
        double[] loss = first.get("loss");
        double[] norm = first.get("norm");
        double[] variance = first.get("variance");
        double[] sum = new double[loss.length];
        Arrays.setAll(sum, i -> loss[i] + norm[i] + variance[i]);
        return new Presentation(Verdict.inEverySeed(
                        "at the smallest rate the mean end of SGD lies at least four times closer to the modified flow"
                                + " than to the flow of the loss, and that distance shrinks faster with the rate",
                        held))
                .chart(surface("Loss", grid, loss))
                .chart(surface("lr/4 · squared gradient norm", grid, norm))
                .chart(surface("lr/4 · variance over the batches", grid, variance))
                .chart(surface("Sum of the three", grid, sum))
                .chart(new Chart("SGD against the flows", "learning rate", "distance after an epoch")
                        .logX()
                        .xTicks(RATES)
                        .logY()
                        .line("flow of the loss", 5, RATES, results.mean("flow.error"))
                        .line("flow of the modified loss", 4, RATES, results.mean("modified.error"))
                        .points("", 5, RATES, results.mean("flow.error"))
                        .points("", 4, RATES, results.mean("modified.error")))
                .table(table)
                .remark(BATCHES + " batches of " + BATCH + " examples of the Gabor model. Surfaces: lr " + RATE
                        + ". The mean end of SGD is that over all orders of the batches, from (3, 9). The gradient of"
                        + " the modified loss is that of GradientNormPenalty(lr/4) on each batch, which contains both"
                        + " penalties.");
    }

    private static Chart surface(String title, Grid grid, double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        // Colors end at the 99th percentile: a few peaks would leave the rest dark.
        double top = sorted[(int) (0.99 * (sorted.length - 1))];
        return new Chart(title, "offset", "frequency")
                .surface(GaborModel.OFFSETS, GaborModel.FREQUENCIES, grid.rows(values), sorted[0], top);
    }
}
