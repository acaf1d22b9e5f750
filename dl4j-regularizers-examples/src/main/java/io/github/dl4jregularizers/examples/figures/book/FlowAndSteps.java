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
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Gradient descent with finite steps, the gradient flow, and the flow of the modified loss. */
public final class FlowAndSteps implements TextbookFigure {

    /** Learning rates of the steps, halved each time; the first is drawn. */
    private static final double[] RATES = {0.04, 0.02, 0.01};

    private static final double TIME = 0.4;
    private static final double TARGET = 0.6;
    private static final double[] FIRST = {0, 1.4};
    private static final double[] SECOND = {1.6, 2.6};

    @Override
    public String name() {
        return "flow-and-steps";
    }

    @Override
    public String section() {
        return "9.3";
    }

    @Override
    public String title() {
        return "Steps of gradient descent regularize";
    }

    @Override
    public String claim() {
        return "Gradient descent with a finite step leaves the continuous gradient flow and ends in another minimum."
                + " It follows the flow of a modified loss, which adds lr/4 times the squared gradient norm: it avoids"
                + " steep places.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 6 : 24;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int substeps = context.size(40, 200);
        Random random = new Random(context.seed());
        double[] start = {0.9 + 0.3 * random.nextDouble(), 2.1 + 0.3 * random.nextDouble()};
        Measurements measured = new Measurements().put("start", start);
        double[] flowError = new double[RATES.length];
        double[] modifiedError = new double[RATES.length];
        for (int i = 0; i < RATES.length; i++) {
            double rate = RATES[i];
            int steps = (int) Math.round(TIME / rate);
            // Small steps stand for the flow: the penalty of the step itself is added to that of the modified loss.
            double[][] discrete = path(start, rate, steps, 1, 0);
            double[][] flow = path(start, rate, steps, substeps, 0);
            double[][] modified = path(start, rate, steps, substeps, rate / 4);
            flowError[i] = distance(discrete, flow);
            modifiedError[i] = distance(discrete, modified);
            if (i == 0) {
                put(measured, "discrete", discrete);
                put(measured, "flow", flow);
                put(measured, "modified", modified);
            }
            context.progress(i + 1, RATES.length);
        }
        return measured.put("flow.error", flowError).put("modified.error", modifiedError);
    }

    private static void put(Measurements measured, String name, double[][] path) {
        measured.put(name + ".x", path[0]).put(name + ".y", path[1]);
    }

    private static double distance(double[][] one, double[][] other) {
        int last = one[0].length - 1;
        return Math.hypot(one[0][last] - other[0][last], one[1][last] - other[1][last]);
    }

    /** Trains the network, and returns both weights at the times of the discrete steps. */
    private static double[][] path(double[] start, double rate, int steps, int substeps, double lambda) {
        MultiLayerNetwork network = network(rate / substeps);
        network.params().assign(Nd4j.createFromArray(new double[][] {start}));
        if (lambda > 0) {
            network.setListeners(new GradientNormPenalty(lambda).withStep(1e-4));
        }
        DataSet data = new DataSet(
                Nd4j.createFromArray(new double[][] {{1}}), Nd4j.createFromArray(new double[][] {{TARGET}}));
        double[][] path = new double[2][steps + 1];
        for (int step = 0; step <= steps; step++) {
            path[0][step] = network.params().getDouble(0);
            path[1][step] = network.params().getDouble(1);
            for (int i = 0; i < substeps && step < steps; i++) {
                network.fit(data);
            }
        }
        return path;
    }

    private static MultiLayerNetwork network(double rate) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(rate))
                .activation(Activation.IDENTITY)
                .list()
                .layer(new DenseLayer.Builder().nIn(1).nOut(1).hasBias(false).build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(1)
                        .nOut(1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            double[] flow = results.all().get(seed).get("flow.error");
            double[] modified = results.all().get(seed).get("modified.error");
            held[seed] = modified[0] < flow[0] / 2 && order(modified) > 1.3 && order(flow) < 1.3;
        }
        NumberTable table = new NumberTable("learning rate")
                .column("to the flow", "distance at the end", 5)
                .column("to the modified flow", "distance at the end", 5);
        for (int i = 0; i < RATES.length; i++) {
            table.row(String.valueOf(RATES[i]), results.numbers("flow.error", i), results.numbers("modified.error", i));
        }
        return new Presentation(Verdict.inEverySeed(
                        "at the largest rate the steps end at least twice as close to the modified flow, and that"
                                + " distance shrinks with a power of the rate above 1.3, the other with one below",
                        held))
                .chart(plane(results.first()))
                .chart(ends(results.first()))
                .chart(errors(results))
                .table(table)
                .remark("A network of two weights, f = w2 w1, trained on one example with target " + TARGET
                        + ". The flows are the same network with small steps, the modified one with"
                        + " GradientNormPenalty(lr/4). Seeds draw the start.");
    }

    /** Exponent of the rate in the error, from the first to the last rate. */
    private static double order(double[] errors) {
        int last = errors.length - 1;
        return Math.log(errors[0] / errors[last]) / Math.log(RATES[0] / RATES[last]);
    }

    private static Chart plane(Measurements first) {
        Grid grid = new Grid(FIRST, SECOND, 80, 80);
        double[] loss = grid.evaluate((a, b) -> Math.log10(1e-3 + (TARGET - a * b) * (TARGET - a * b)));
        double[] valleyX = new double[60];
        Arrays.setAll(valleyX, i -> 0.2 + i * 0.005);
        double[] valleyY = Arrays.stream(valleyX).map(a -> TARGET / a).toArray();
        return paths(
                new Chart("Paths over log10 of the loss", "weight w1", "weight w2")
                        .surface(FIRST, SECOND, grid.rows(loss), -3, 1)
                        .dashed("minima: w1 w2 = " + TARGET, 6, valleyX, valleyY),
                first);
    }

    /** Enlarges the ends: in the plane the paths lie on each other. */
    private static Chart ends(Measurements first) {
        double x = last(first.get("discrete.x"));
        double y = last(first.get("discrete.y"));
        return paths(
                new Chart("The ends of the paths, enlarged", "weight w1", "weight w2")
                        .xRange(x - 0.03, x + 0.12)
                        .yRange(y - 0.02, y + 0.06),
                first);
    }

    private static double last(double[] values) {
        return values[values.length - 1];
    }

    private static Chart paths(Chart chart, Measurements first) {
        return chart.line("flow", 5, first.get("flow.x"), first.get("flow.y"))
                .line("flow of the modified loss", 4, first.get("modified.x"), first.get("modified.y"))
                .points("steps, lr " + RATES[0], 1, first.get("discrete.x"), first.get("discrete.y"));
    }

    private static Chart errors(SeedResults results) {
        return new Chart("Distance of the steps from the flows", "learning rate", "distance at the end")
                .logX()
                .xTicks(RATES)
                .logY()
                .line("to the flow", 5, RATES, results.mean("flow.error"))
                .line("to the flow of the modified loss", 4, RATES, results.mean("modified.error"))
                .points("", 5, RATES, results.mean("flow.error"))
                .points("", 4, RATES, results.mean("modified.error"));
    }
}
