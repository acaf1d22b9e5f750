package io.github.dl4jregularizers.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.noise.BackendNoise;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Langevin dynamics on a conjugate Gaussian model, and its steps by the formula. */
class LangevinTest {

    private static final int EXAMPLES = 16;
    /** Units with the same posterior: independent chains. */
    private static final int CHAINS = 500;
    /** DL4J's L2 loss is (y - f)^2 per output: a noise variance of 1/2. */
    private static final double NOISE = 0.5;

    private static final double PRIOR_VARIANCE = 2;

    private static DataSet data() {
        SplittableRandom random = new SplittableRandom(3);
        INDArray x = Nd4j.create(random.doubles(2 * EXAMPLES, -1, 1).toArray(), new long[] {EXAMPLES, 2});
        x.getColumn(1).addi(x.getColumn(0).mul(0.7));
        INDArray y = x.mmul(Nd4j.createFromArray(new double[][] {{1.5}, {-0.7}}))
                .addi(Nd4j.create(random.doubles(EXAMPLES, -1, 1).toArray(), new long[] {EXAMPLES, 1}));
        return new DataSet(x, y.repmat(1L, CHAINS));
    }

    private static MultiLayerNetwork network(StochasticGradientLangevinDynamics updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(2)
                        .nOut(CHAINS)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .l2(1 / (EXAMPLES * PRIOR_VARIANCE))
                        .build())
                .layer(new LossLayer.Builder(LossFunction.L2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    /**
     * The posterior of linear regression is Gaussian with precision A. Steps of size lr sample a Gaussian with the same
     * mean and the covariance (A - lr A^2 / (2 N))^-1, times the temperature: the exact result, discretization
     * included.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.25})
    void samplesTheConjugatePosterior(double temperature) {
        double learningRate = 0.2;
        Nd4j.getRandom().setSeed(11);
        MultiLayerNetwork network =
                network(new StochasticGradientLangevinDynamics(learningRate, EXAMPLES).temperature(temperature));
        PosteriorSamples samples = PosteriorSamples.every(60).withBurnIn(240).withSamples(8);
        network.setListeners(samples);
        DataSet data = data();
        for (int step = 0; step < 720; step++) {
            network.fit(data);
        }
        assertThat(samples.size()).isEqualTo(8);
        double[] mean = new double[2];
        double[][] products = new double[2][2];
        List<Model> networks = samples.posterior(network).networks();
        int count = networks.size() * CHAINS;
        for (Model one : networks) {
            INDArray weights = ((MultiLayerNetwork) one).getParam("0_W");
            for (int i = 0; i < 2; i++) {
                mean[i] += weights.getRow(i).sumNumber().doubleValue() / count;
                for (int j = 0; j < 2; j++) {
                    products[i][j] +=
                            weights.getRow(i).mul(weights.getRow(j)).sumNumber().doubleValue() / count;
                }
            }
        }
        INDArray x = data.getFeatures();
        double[][] a = rows(x.transpose().mmul(x).divi(NOISE));
        a[0][0] += 1 / PRIOR_VARIANCE;
        a[1][1] += 1 / PRIOR_VARIANCE;
        double[] right = x.transpose()
                .mmul(data.getLabels().getColumn(0).reshape(EXAMPLES, 1))
                .divi(NOISE)
                .toDoubleVector();
        double[][] posterior = inverse(a);
        double[][] reduced = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double square = a[i][0] * a[0][j] + a[i][1] * a[1][j];
                reduced[i][j] = a[i][j] - learningRate / (2 * EXAMPLES) * square;
            }
        }
        double[][] covariance = inverse(reduced);
        for (int i = 0; i < 2; i++) {
            double expected = posterior[i][0] * right[0] + posterior[i][1] * right[1];
            double variance = temperature * covariance[i][i];
            assertThat(mean[i]).isCloseTo(expected, within(4.5 * Math.sqrt(variance / count)));
            for (int j = 0; j < 2; j++) {
                double spread = temperature * Math.sqrt(2 * covariance[i][i] * covariance[j][j] / count);
                assertThat(products[i][j] - mean[i] * mean[j])
                        .isCloseTo(temperature * covariance[i][j], within(4.5 * spread));
            }
        }
    }

    private static double[][] rows(INDArray matrix) {
        return new double[][] {
            {matrix.getDouble(0, 0), matrix.getDouble(0, 1)}, {matrix.getDouble(1, 0), matrix.getDouble(1, 1)}
        };
    }

    private static double[][] inverse(double[][] m) {
        double determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
        return new double[][] {
            {m[1][1] / determinant, -m[0][1] / determinant}, {-m[1][0] / determinant, m[0][0] / determinant}
        };
    }

    @Test
    void preconditionedStepsFollowTheFormula() {
        StochasticGradientLangevinDynamics config =
                new StochasticGradientLangevinDynamics(0.3, 50).temperature(0.4).preconditioned(0.9, 1e-3);
        GradientUpdater<?> updater = config.instantiate(Nd4j.zeros(DataType.DOUBLE, 1, 3), true);
        double[] v = new double[3];
        for (int step = 0; step < 4; step++) {
            double[] g = {0.5 - step, 1e-4 * (step + 1), 2};
            INDArray noise = Nd4j.create(DataType.DOUBLE, 3);
            Nd4j.getRandom().setSeed(step + 1);
            BackendNoise.INSTANCE.gaussian(noise, 0, 1);
            Nd4j.getRandom().setSeed(step + 1);
            INDArray update = Nd4j.createFromArray(g.clone());
            updater.applyUpdater(update, step, 0);
            for (int i = 0; i < 3; i++) {
                v[i] = 0.9 * v[i] + 0.1 * g[i] * g[i];
                double scale = 1 / (1e-3 + Math.sqrt(v[i]));
                double expected = 0.3 * scale * g[i] - Math.sqrt(2 * 0.3 * 0.4 / 50 * scale) * noise.getDouble(i);
                assertThat(update.getDouble(i)).isCloseTo(expected, within(1e-12));
            }
        }
    }

    @Test
    void cyclesAnnealAndExploreWithoutNoise() {
        StochasticGradientLangevinDynamics config = new StochasticGradientLangevinDynamics(0.3, 50).cyclical(10, 0.4);
        for (int iteration = 0; iteration < 25; iteration++) {
            double r = iteration % 10 / 10.0;
            double rate = 0.15 * (1 + Math.cos(Math.PI * r));
            assertThat(config.getLearningRate(iteration, 0)).isCloseTo(rate, within(1e-15));
            assertThat(config.noiseVariance(iteration, 0)).isCloseTo(r < 0.4 ? 0 : 2 * rate / 50, within(1e-15));
        }
        MultiLayerNetwork network = SmallNetworks.stack();
        PosteriorSamples samples = PosteriorSamples.every(1).cyclical(10, 0.4).withSamples(100);
        network.setListeners(samples);
        for (int step = 0; step < 20; step++) {
            network.fit(SmallNetworks.batch(DataType.FLOAT, step, 4, 3));
        }
        assertThat(samples.size()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void samplesAreTheLatestIterates(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        PosteriorSamples samples = PosteriorSamples.every(2).withBurnIn(1).withSamples(2);
        network.setListeners(samples);
        assertThatThrownBy(() -> samples.posterior(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("burn-in of 1");
        INDArray[] after = new INDArray[8];
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 1, 4, 3);
        for (int step = 1; step < 8; step++) {
            if (isGraph) {
                ((ComputationGraph) network).fit(batch);
            } else {
                ((MultiLayerNetwork) network).fit(batch);
            }
            after[step] = network.params().dup();
        }
        List<Model> kept = samples.posterior(network).networks();
        assertThat(kept).hasSize(2);
        assertThat(kept.get(0).params()).isEqualTo(after[5]);
        assertThat(kept.get(1).params()).isEqualTo(after[7]);
        List<Model> estimated =
                samples.posterior(network, new ListOfBatches(List.of(batch))).networks();
        assertThat(estimated.get(1).params()).isNotEqualTo(after[7]);
    }

    @Test
    void refusesHalfPrecisionAndBadArguments() {
        GradientUpdater<?> updater = new StochasticGradientLangevinDynamics(0.1, 10).instantiate((INDArray) null, true);
        assertThatThrownBy(() -> updater.applyUpdater(Nd4j.ones(DataType.FLOAT16, 3), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FLOAT or DOUBLE, but was HALF");
        assertThatThrownBy(() -> PosteriorSamples.every(0)).hasMessageContaining("thinning must be >= 1, but was 0");
        assertThatThrownBy(() -> PosteriorSamples.every(1).withBurnIn(-1))
                .hasMessageContaining("burnIn must be >= 0, but was -1");
        assertThatThrownBy(() -> PosteriorSamples.every(1).cyclical(1, 0.5))
                .hasMessageContaining("length must be >= 2, but was 1");
    }
}
