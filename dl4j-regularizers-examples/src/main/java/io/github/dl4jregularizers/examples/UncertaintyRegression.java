package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Regression with epistemic uncertainty, in one file to copy. A network with dropout fits a noisy curve with a gap in
 * the data; Monte-Carlo dropout shows where the fit is uncertain.
 */
public final class UncertaintyRegression {

    private static final double NOISE = 0.15;
    private static final int POINTS = 200;

    private UncertaintyRegression() {}

    /**
     * Trains, predicts, prints the uncertainty inside and outside the data, and draws it.
     *
     * @param args the PNG file to write (default uncertainty-regression.png) and the number of epochs (default 3000)
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length > 2 || args.length == 2 && !args[1].matches("[1-9]\\d{0,6}")) {
            System.err.println("usage: UncertaintyRegression [<file.png> [<epochs, above 0>]]");
            System.exit(2);
        }
        String file = args.length > 0 ? args[0] : "uncertainty-regression.png";
        int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 3000;

        // Training data on [-4, -1] and [1, 4] only.
        Random random = new Random(1);
        double[] x = random.doubles(POINTS, 1, 4)
                .map(at -> random.nextBoolean() ? at : -at)
                .toArray();
        double[] y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            y[i] = curve(x[i]) + NOISE * random.nextGaussian();
        }

        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(2e-3))
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nOut(100).build())
                .layer(new DenseLayer.Builder()
                        .nOut(100)
                        .dropOut(new Dropout(DropRate.of(0.1)))
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .dropOut(new Dropout(DropRate.of(0.1)))
                        .build())
                .setInputType(InputType.feedForward(1))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        INDArray inputs = Nd4j.createFromArray(x)
                .reshape(POINTS, 1)
                .castTo(network.params().dataType());
        INDArray targets = Nd4j.createFromArray(y)
                .reshape(POINTS, 1)
                .castTo(network.params().dataType());
        for (int epoch = 0; epoch < epochs; epoch++) {
            network.fit(inputs, targets);
        }

        // Epistemic: the disagreement of the samples. Total: with the noise of the targets, whose precision is 1 /
        // noise^2.
        INDArray grid = Nd4j.linspace(-6, 6, 241).reshape(241, 1).castTo(inputs.dataType());
        PredictiveDistribution distribution =
                MonteCarloDropout.of(network).samples(200).seed(1).predict(grid);
        double[] at = grid.toDoubleVector();
        double[] mean = distribution.mean().toDoubleVector();
        double[] epistemic = deviations(distribution.variance());
        double[] total = deviations(distribution.predictiveVariance(1 / (NOISE * NOISE)));

        System.out.printf("epistemic standard deviation at x = 2, in the data: %.3f%n", epistemic[160]);
        System.out.printf("epistemic standard deviation at x = 0, in the gap:  %.3f%n", epistemic[120]);
        System.out.printf("epistemic standard deviation at x = 6, outside:     %.3f%n", epistemic[240]);

        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(520)
                .title("Monte-Carlo dropout: mean and two standard deviations")
                .xAxisTitle("x")
                .yAxisTitle("y")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisMin(-6.0).setXAxisMax(6.0);
        band(chart, "total: with the noise of the data", new Color(0, 114, 178, 50), at, mean, total);
        band(chart, "epistemic: from the weights", new Color(0, 114, 178, 110), at, mean, epistemic);
        line(chart, "mean", new Color(0, 70, 120), at, mean);
        line(
                chart,
                "truth",
                new Color(0, 134, 95),
                at,
                Arrays.stream(at).map(UncertaintyRegression::curve).toArray());
        XYSeries points = chart.addSeries("training data", x, y);
        points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.CIRCLE);
        points.setMarkerColor(new Color(213, 94, 0, 160));
        BitmapEncoder.saveBitmap(chart, file, BitmapEncoder.BitmapFormat.PNG);
        System.out.println("Picture: " + file);
    }

    private static double curve(double x) {
        return Math.sin(1.5 * x) + 0.3 * x;
    }

    private static double[] deviations(INDArray variance) {
        return Arrays.stream(variance.toDoubleVector()).map(Math::sqrt).toArray();
    }

    private static void band(XYChart chart, String name, Color color, double[] x, double[] mean, double[] deviation) {
        int n = x.length;
        double[] outlineX = new double[2 * n];
        double[] outlineY = new double[2 * n];
        for (int i = 0; i < n; i++) {
            outlineX[i] = x[i];
            outlineY[i] = mean[i] + 2 * deviation[i];
            outlineX[2 * n - 1 - i] = x[i];
            outlineY[2 * n - 1 - i] = mean[i] - 2 * deviation[i];
        }
        XYSeries band = chart.addSeries(name, outlineX, outlineY);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea).setMarker(SeriesMarkers.NONE);
        band.setFillColor(color);
        band.setLineColor(new Color(0, 0, 0, 0));
    }

    private static void line(XYChart chart, String name, Color color, double[] x, double[] y) {
        XYSeries line = chart.addSeries(name, x, y);
        line.setMarker(SeriesMarkers.NONE).setLineColor(color);
        line.setLineStyle(new BasicStroke(2.2f));
    }
}
