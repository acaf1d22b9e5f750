package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Compares three ways of inference with dropout: weight scaling, which is one pass without noise, and the arithmetic
 * and the geometric mean of sampled networks.
 *
 * <p>Dropout trains an ensemble of all networks that masks leave. Weight scaling approximates the renormalized
 * geometric mean of their predictions, and equals it for a softmax without hidden layers. The arithmetic mean is
 * Monte-Carlo dropout. Means are of T sampled masks, of any noise that {@code MonteCarloDropout} samples. Immutable.
 *
 * <pre>{@code System.out.println(WeightScaling.of(network, testData, 100, 1));}</pre>
 *
 * <p>Book: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, section 7.12.
 */
public final class WeightScaling implements Serializable {

    private static final long serialVersionUID = 1L;

    private final LabeledPredictions scaled;
    private final LabeledPredictions arithmetic;
    private final LabeledPredictions geometric;
    private final int samples;

    private WeightScaling(
            LabeledPredictions scaled, LabeledPredictions arithmetic, LabeledPredictions geometric, int samples) {
        this.scaled = scaled;
        this.arithmetic = arithmetic;
        this.geometric = geometric;
        this.samples = samples;
    }

    /**
     * Predicts in the three ways.
     *
     * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph} with one input and one softmax output
     * @param data features and one-hot labels, with masks for sequences
     * @param samples T, number of sampled networks, at least 1
     * @param seed of the samples
     * @return the comparison
     * @throws IllegalArgumentException if an argument is missing, samples is below 1, the output is of another kind, or
     *     the network has no noise
     */
    public static WeightScaling of(Model network, DataSet data, int samples, long seed) {
        Network view = Network.of(Arguments.required("network", network));
        Arguments.required("data", data);
        Arguments.atLeast("samples", samples, 1);
        OutputLayout layout = OutputLayout.of(network).get(0);
        if (layout.kind() != OutputKind.CLASSES
                || view.inputs() != 1
                || OutputLayout.of(network).size() != 1) {
            throw Arguments.invalid("network", "of one input and one softmax output", layout.kind());
        }
        INDArray[] features = {data.getFeatures()};
        INDArray[] masks = data.getFeaturesMaskArray() == null ? null : new INDArray[] {data.getFeaturesMaskArray()};
        MonteCarloDropout sampler = network instanceof MultiLayerNetwork
                ? MonteCarloDropout.of((MultiLayerNetwork) network)
                : MonteCarloDropout.of((ComputationGraph) network);
        PredictiveDistribution sampled =
                sampler.samples(samples).seed(seed).keepSamples().predict(features, masks);
        INDArray[] outputs = new INDArray[samples];
        Arrays.setAll(outputs, number -> sampled.sample(number).castTo(DataType.DOUBLE));
        double[] weights = new double[samples];
        Arrays.fill(weights, 1.0 / samples);
        return new WeightScaling(
                labeled(view.output(features, masks, null)[0], data),
                labeled(Combination.MEAN.combine(outputs, weights, layout), data),
                labeled(Combination.GEOMETRIC_MEAN.combine(outputs, weights, layout), data),
                samples);
    }

    private static LabeledPredictions labeled(INDArray probabilities, DataSet data) {
        return LabeledPredictions.of(probabilities, data.getLabels(), data.getLabelsMaskArray());
    }

    /**
     * Returns the predictions of one pass without noise.
     *
     * @return with labels, for the measures of {@code calibration}
     */
    public LabeledPredictions weightScaling() {
        return scaled;
    }

    /**
     * Returns the mean predictions of the sampled networks.
     *
     * @return with labels, for the measures of {@code calibration}
     */
    public LabeledPredictions arithmeticMean() {
        return arithmetic;
    }

    /**
     * Returns the renormalized geometric means of the predictions of the sampled networks.
     *
     * @return with labels, for the measures of {@code calibration}
     */
    public LabeledPredictions geometricMean() {
        return geometric;
    }

    /** Accuracy and negative log-likelihood of the three, one per line. */
    @Override
    public String toString() {
        return String.join(
                System.lineSeparator(),
                line("weight scaling", scaled),
                line("arithmetic mean of " + samples, arithmetic),
                line("geometric mean of " + samples, geometric));
    }

    private static String line(String name, LabeledPredictions predictions) {
        return String.format(
                Locale.ROOT,
                "%s: accuracy %.1f %%, NLL %.4f nats",
                name,
                100 * predictions.accuracy(),
                NegativeLogLikelihood.of(predictions));
    }
}
