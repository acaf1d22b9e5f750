package io.github.dl4jregularizers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A linear network with Gaussian dropout is y = sum w_i x_i m_i + b with m_i ~ N(1, a), a = d / (1 - d): Gaussian, of
 * mean w x + b and variance a sum (w_i x_i)^2. Bounds are five standard errors, which right samples exceed for one seed
 * in 1.7 million and output; the seed is fixed.
 */
class ClosedFormTest {

    private static final int SAMPLES = 4000;
    private static final double RATE = 0.2;

    private final MultiLayerNetwork network = SmallNetworks.network(
            InputType.feedForward(6),
            new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(3)
                    .biasInit(0.3)
                    .activation(Activation.IDENTITY)
                    .dropOut(new GaussianDropout(DropRate.of(RATE)))
                    .build());

    private final INDArray features = SmallNetworks.numbers(5, 6);

    private INDArray variance() {
        INDArray weights = network.getParam("0_W");
        return features.mul(features).mmul(weights.mul(weights)).mul(RATE / (1 - RATE));
    }

    @Test
    void momentsAreThoseOfTheClosedForm() {
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(SAMPLES).predict(features);
        double[] mean = found.mean().sub(network.output(features)).data().asDouble();
        double[] variance = found.variance().div(variance()).data().asDouble();
        double[] expected = variance().data().asDouble();
        for (int i = 0; i < mean.length; i++) {
            assertThat(mean[i] / Math.sqrt(expected[i] / SAMPLES)).isBetween(-5.0, 5.0);
            assertThat((variance[i] - 1) / Math.sqrt(2.0 / (SAMPLES - 1))).isBetween(-5.0, 5.0);
        }
        assertThat(found.kind()).isEqualTo(OutputKind.REGRESSION);
        double[] whole =
                found.predictiveVariance(4).sub(found.variance()).data().asDouble();
        Arrays.stream(whole).forEach(difference -> assertThat(difference).isCloseTo(0.25, byRounding()));
        assertThatThrownBy(found::predictiveEntropy).hasMessageContainingAll("CLASSES", "REGRESSION");
        assertThatThrownBy(found::aleatoricVariance).hasMessageContaining("MEAN_AND_LOG_VARIANCE");
        assertThatThrownBy(() -> found.quantile(0.5)).hasMessageContaining("keepSamples()");
        assertThatThrownBy(() -> found.predictiveVariance(0)).hasMessageContaining("noisePrecision");
    }

    private static org.assertj.core.data.Offset<Double> byRounding() {
        return org.assertj.core.data.Offset.offset(1e-12);
    }

    /** The standard error of a mean of T samples is sqrt(variance / T), which sets the number of samples. */
    @Test
    void takesAsManySamplesAsTheMeansNeed() {
        double largest = variance().maxNumber().doubleValue();
        double tolerance = Math.sqrt(largest / 500);
        PredictiveDistribution found =
                MonteCarloDropout.of(network).untilConverged(tolerance, SAMPLES).predict(features);
        // The relative standard deviation of an estimated variance is sqrt(2 / 499), 6.3 %; of 15 the largest counts.
        assertThat(found.sampleCount()).isBetween(400, 700);
        assertThat(Math.sqrt(found.variance().maxNumber().doubleValue() / found.sampleCount()))
                .isLessThanOrEqualTo(tolerance);
        int same = MonteCarloDropout.of(network)
                .untilConverged(tolerance, SAMPLES)
                .memoryLimit(1)
                .predict(features)
                .sampleCount();
        assertThat(same).isEqualTo(found.sampleCount());
        assertThat(MonteCarloDropout.of(network)
                        .untilConverged(tolerance, 20)
                        .predict(features)
                        .sampleCount())
                .isEqualTo(20);
    }

    /** Quantiles of the standard normal are -1.2816 and 1.2816 at 0.1 and 0.9. */
    @Test
    void quantilesAreThoseOfTheClosedForm() {
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(SAMPLES).keepSamples().predict(features);
        INDArray deviation = org.nd4j.linalg.ops.transforms.Transforms.sqrt(variance());
        double density = 0.17550; // of the standard normal at 1.2816
        double error = Math.sqrt(0.1 * 0.9 / SAMPLES) / density;
        for (int sign = -1; sign <= 1; sign += 2) {
            INDArray quantile = found.quantile(0.5 + 0.4 * sign)
                    .sub(network.output(features))
                    .div(deviation);
            for (double value : quantile.data().asDouble()) {
                assertThat((value - sign * 1.2816) / error).isBetween(-5.0, 5.0);
            }
        }
    }
}
