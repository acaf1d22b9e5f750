package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

/** Fits of the 14-unit network with noise of three strengths on the inputs. */
public final class InputNoise implements TextbookFigure {

    private static final double[] STRENGTHS = {0.005, 0.03, 0.1};
    private static final int EXAMPLES = 15;
    /** Noisy copies of each example per step. */
    private static final int COPIES = 10;

    private static final double NOISE = 0.3;

    @Override
    public String name() {
        return "input-noise";
    }

    @Override
    public String section() {
        return "9.10";
    }

    @Override
    public String title() {
        return "Noise on the inputs smooths the fit";
    }

    @Override
    public String claim() {
        return "Fresh noise on the inputs at every step smooths the fitted function, the more the stronger it is.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 2 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 4 : 10;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int steps = context.size(600, 2000);
        DataSet data = JointNetwork.data(EXAMPLES, NOISE, context.seed());
        INDArray features = Nd4j.repeat(data.getFeatures(), COPIES).reshape(EXAMPLES * COPIES, 1);
        INDArray labels = Nd4j.repeat(data.getLabels(), COPIES).reshape(EXAMPLES * COPIES, 1);
        Measurements measured = new Measurements()
                .put("x", data.getFeatures().toDoubleVector())
                .put("y", data.getLabels().toDoubleVector());
        double[] bending = new double[STRENGTHS.length];
        double[] error = new double[STRENGTHS.length];
        for (int i = 0; i < STRENGTHS.length; i++) {
            MultiLayerNetwork network = JointNetwork.of(
                    new Adam(new CosineSchedule(ScheduleType.ITERATION, 0.5, steps)),
                    context.seed(),
                    conf -> conf,
                    new NoiseLayer(new GaussianNoise(STRENGTHS[i])),
                    JointNetwork.output().build());
            Nd4j.getRandom().setSeed(context.seed());
            JointNetwork.weights(network).assign(0);
            for (int step = 0; step < steps; step++) {
                network.fit(features, labels);
            }
            double[] curve = JointNetwork.curve(network);
            measured.put("curve." + i, curve);
            // The weights of the units with a joint inside the range are the changes of slope.
            double[] weights = JointNetwork.weights(network).toDoubleVector();
            for (int unit = 1; unit < JointNetwork.JOINTS; unit++) {
                bending[i] += Math.abs(weights[unit]);
            }
            error[i] = JointNetwork.distance(curve, JointNetwork.truth());
            context.progress(i + 1, STRENGTHS.length);
        }
        return measured.put("bending", bending).put("error", error);
    }

    @Override
    public Presentation present(SeedResults results) {
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            double[] bending = results.all().get(seed).get("bending");
            held[seed] = bending[0] > bending[1] && bending[1] > bending[2];
        }
        Measurements first = results.first();
        double[] x = first.get("x");
        Presentation shown = new Presentation(
                Verdict.inEverySeed("the sum of the absolute changes of slope falls with the noise", held));
        NumberTable table = new NumberTable("standard deviation of the noise")
                .column("changes of slope", "sum of absolute values", 1)
                .column("distance from the truth", "mean squared", 3);
        Random random = new Random(1);
        for (int i = 0; i < STRENGTHS.length; i++) {
            double[] dotsX = new double[x.length * COPIES];
            double[] dotsY = new double[x.length * COPIES];
            for (int dot = 0; dot < dotsX.length; dot++) {
                dotsX[dot] = x[dot / COPIES] + STRENGTHS[i] * random.nextGaussian();
                dotsY[dot] = first.get("y")[dot / COPIES];
            }
            shown.chart(new Chart("Noise of " + STRENGTHS[i], "input x", "output y")
                    .xRange(-0.05, 1.05)
                    .yRange(-0.5, 4)
                    .smallPoints("noisy inputs", 6, dotsX, dotsY)
                    .dashed("truth", Chart.INK, JointNetwork.X, JointNetwork.truth())
                    .line("fit", 0, JointNetwork.X, first.get("curve." + i))
                    .points("data", 1, x, first.get("y")));
            table.row(String.valueOf(STRENGTHS[i]), results.numbers("bending", i), results.numbers("error", i));
        }
        return shown.table(table)
                .remark("NoiseLayer with GaussianNoise before 14 ReLU units with fixed joints; " + EXAMPLES
                        + " examples, " + COPIES + " noisy copies of each per step, Adam.");
    }
}
