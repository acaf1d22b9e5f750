package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Laplace approximation of the last layer: a Gaussian posterior of its weights and biases around the trained ones, for
 * a network that is trained already.
 *
 * <p>Formula: the precision is H + d I for the prior precision d. H is the generalized Gauss-Newton matrix, the sum
 * over the training examples of (x x^T) kron B. Here x is the layer's input with a 1 for the bias. B is the second
 * derivative of the negative log-likelihood by the pre-activations. It is diag(p) - p p^T for softmax, diag(p (1 - p))
 * for sigmoid, and I / s^2 for numbers. For these losses H is the exact Hessian. Each sample of the weights has one
 * sample of the output.
 *
 * <p>The prior precision d in [1e-6, 1e8] maximizes the marginal likelihood. For P parameters, log p(D) = log p(D | w)
 * - d |w|^2 / 2 + P/2 log d - log det(H + d I) / 2 + const. {@link #withPriorPrecision} sets it: a network trained with
 * DL4J's {@code .l2(c)} on N examples has d = N c.
 *
 * <p>Defaults: 100 samples per prediction, seed 0. For numbers the noise variance s^2 is the mean squared residual of
 * the training data. Cost: P = outputs (inputs + 1) parameters, with P^2 numbers and P^3 / 3 operations for each of
 * about 40 prior precisions; P is limited to 2,048. The network is used in inference mode and must not be trained
 * further. Immutable.
 *
 * <p>Errors: an output layer other than DL4J's {@code OutputLayer}; several outputs; more than 2,048 parameters; no
 * training data.
 *
 * <pre>{@code
 * LastLayerLaplace laplace = LastLayerLaplace.fit(network, trainingData);
 * PredictiveDistribution prediction = laplace.predict(features);
 * }</pre>
 *
 * <p>Papers: Daxberger et al., "Laplace Redux", NeurIPS 2021; Kristiadi, Hein and Hennig, "Being Bayesian, Even Just a
 * Bit, Fixes Overconfidence in ReLU Networks", ICML 2020.
 */
public final class LastLayerLaplace {

    private static final int MOST_PARAMETERS = 2048;
    private static final int DEFAULT_SAMPLES = 100;

    private final LastLayer layer;
    /** Rows and columns: for input i and output k, i outputs + k; the bias has the last i. */
    private final double[][] curvature;

    private final double noiseVariance;
    private final double priorPrecision;
    private final Cholesky precision;
    private final int samples;
    private final long seed;

    private LastLayerLaplace(
            LastLayer layer,
            double[][] curvature,
            double noiseVariance,
            double priorPrecision,
            int samples,
            long seed,
            Cholesky precision) {
        this.layer = layer;
        this.curvature = curvature;
        this.noiseVariance = noiseVariance;
        this.priorPrecision = priorPrecision;
        this.samples = samples;
        this.seed = seed;
        this.precision = precision;
    }

    /**
     * Computes the posterior.
     *
     * @param network trained, with one output; a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input
     * @param data training data with labels, read once from the beginning
     * @return the posterior with the prior precision of the largest marginal likelihood
     * @throws IllegalArgumentException if the network's output layer is of another kind, has more than 2,048
     *     parameters, or there is no batch
     */
    public static LastLayerLaplace fit(Model network, DataSetIterator data) {
        Arguments.required("data", data);
        LastLayer layer = LastLayer.of(network);
        int parameters = layer.outputs() * (layer.inputs() + (layer.hasBias() ? 1 : 0));
        if (parameters > MOST_PARAMETERS) {
            throw Arguments.invalid("number of parameters of the output layer", "<= " + MOST_PARAMETERS, parameters);
        }
        GaussNewton sums = new GaussNewton(layer);
        if (data.resetSupported()) {
            data.reset();
        }
        while (data.hasNext()) {
            sums.add(data.next());
        }
        Arguments.atLeast("number of batches", sums.batches(), 1);
        double noise = layer.kind() == OutputKind.REGRESSION ? sums.meanSquaredResidual() : 1;
        double[][] curvature = sums.matrix(Arguments.positive("mean squared residual", noise));
        double prior = new MarginalLikelihood(curvature, squaredNorm(layer)).bestPriorPrecision();
        Cholesky precision = Cholesky.of(curvature, prior);
        return new LastLayerLaplace(layer, curvature, noise, prior, DEFAULT_SAMPLES, 0, precision);
    }

    private static double squaredNorm(LastLayer layer) {
        return squares(layer.weights()) + squares(layer.bias());
    }

    private static double squares(INDArray array) {
        return array.mul(array).sumNumber().doubleValue();
    }

    /**
     * Sets the prior precision.
     *
     * @param value d, finite and above 0
     * @return a copy
     * @throws IllegalArgumentException if value is outside its range
     */
    public LastLayerLaplace withPriorPrecision(double value) {
        Cholesky other = Cholesky.of(curvature, Arguments.positive("priorPrecision", value));
        return new LastLayerLaplace(layer, curvature, noiseVariance, value, samples, seed, other);
    }

    /**
     * Sets the number of samples per prediction.
     *
     * @param count at least 1
     * @return a copy
     * @throws IllegalArgumentException if count is below 1
     */
    public LastLayerLaplace samples(int count) {
        int checked = Arguments.atLeast("samples", count, 1);
        return new LastLayerLaplace(layer, curvature, noiseVariance, priorPrecision, checked, seed, precision);
    }

    /**
     * Sets the seed of the samples. Equal seeds have equal samples of the weights in every prediction.
     *
     * @param number any
     * @return a copy
     */
    public LastLayerLaplace seed(long number) {
        return new LastLayerLaplace(layer, curvature, noiseVariance, priorPrecision, samples, number, precision);
    }

    /**
     * Returns the prior precision.
     *
     * @return d
     */
    public double priorPrecision() {
        return priorPrecision;
    }

    /**
     * Returns the noise variance of a network that predicts numbers.
     *
     * @return s^2; 1 for classes and events, whose likelihood has none
     */
    public double noiseVariance() {
        return noiseVariance;
    }

    /**
     * Predicts one batch.
     *
     * @param features the network's inputs
     * @return the distribution of the output over samples of the last layer
     * @throws IllegalArgumentException if the number of features differs from the number of inputs
     */
    public PredictiveDistribution predict(INDArray... features) {
        return predict(features, null);
    }

    /**
     * Predicts one batch of sequences with masks.
     *
     * @param features the network's inputs
     * @param masks one per input or null, 1 for time steps and 0 for padding; null for no masks
     * @return the distribution of the output over samples of the last layer
     * @throws IllegalArgumentException if the number of features or masks differs from the number of inputs
     */
    public PredictiveDistribution predict(INDArray[] features, INDArray[] masks) {
        INDArray inputs = layer.inputsOf(features, masks);
        DataType type = layer.network().params().dataType();
        INDArray[] outputs = new INDArray[samples];
        for (int i = 0; i < samples; i++) {
            INDArray parameters = deviation(i);
            int weights = layer.inputs() * layer.outputs();
            INDArray drawn = parameters
                    .get(NDArrayIndex.interval(0, weights))
                    .reshape('c', layer.inputs(), layer.outputs())
                    .add(layer.weights());
            INDArray bias = layer.hasBias()
                    ? parameters
                            .get(NDArrayIndex.interval(weights, weights + layer.outputs()))
                            .add(layer.bias())
                    : layer.bias();
            outputs[i] =
                    layer.activation(inputs.mmul(drawn).addiRowVector(bias)).castTo(type);
        }
        return PredictiveDistribution.of(layer.layout(), outputs);
    }

    /** A sample of the weights and biases, minus their mean. */
    private INDArray deviation(int sample) {
        INDArray z = Nd4j.createUninitialized(DataType.DOUBLE, curvature.length);
        new SeededNoise(seed, 0, sample, 1).gaussian(z, 0, 1);
        double[] solved = precision.solveTransposed(z.toDoubleVector());
        return Backend.current().transfer().array(solved, DataType.DOUBLE, solved.length);
    }

    @Override
    public String toString() {
        return "LastLayerLaplace(" + curvature.length + " parameters, prior precision " + priorPrecision
                + (layer.kind() == OutputKind.REGRESSION ? ", noise variance " + noiseVariance : "") + ")";
    }
}
