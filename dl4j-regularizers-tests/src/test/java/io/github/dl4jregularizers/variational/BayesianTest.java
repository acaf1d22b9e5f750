package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Bayes by Backprop on models with a known posterior. */
class BayesianTest {

    private static final int EXAMPLES = 16;
    /** Units with the same posterior, over which the noise of the training averages. */
    private static final int UNITS = 100;
    /** DL4J's L2 loss is (y - f)^2 per output: a noise variance of 1/2. */
    private static final double NOISE = 0.5;

    private static MultiLayerNetwork regression(int units, Consumer<BayesianDense.Builder> settings) {
        BayesianDense.Builder layer = new BayesianDense.Builder()
                .nIn(2)
                .nOut(units)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .initialDeviation(0.2)
                .klWeight(KlWeight.forTrainingExamples(EXAMPLES));
        settings.accept(layer);
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 0.5, 0.9985)))
                .list()
                .layer(layer.build())
                .layer(new LossLayer.Builder(LossFunction.L2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DataSet data() {
        SplittableRandom random = new SplittableRandom(3);
        INDArray x = Nd4j.create(random.doubles(2 * EXAMPLES, -1, 1).toArray(), new long[] {EXAMPLES, 2});
        INDArray y = x.mmul(Nd4j.createFromArray(new double[][] {{1.5}, {-0.7}}))
                .addi(Nd4j.create(random.doubles(EXAMPLES, -1, 1).toArray(), new long[] {EXAMPLES, 1}));
        return new DataSet(x, y);
    }

    /**
     * The best factorized Gaussian for a Gaussian posterior of precision matrix A has its mean and the variances 1 /
     * A_ii; a temperature multiplies the variances.
     */
    @ParameterizedTest
    @EnumSource(GradientEstimator.class)
    void findsTheFactorizedPosteriorOfLinearRegression(GradientEstimator estimator) {
        double temperature = 0.5;
        double priorVariance = 2;
        MultiLayerNetwork network = regression(UNITS, layer -> layer.estimator(estimator)
                .prior(WeightPrior.gaussian(priorVariance))
                .temperature(temperature));
        DataSet one = data();
        DataSet data = new DataSet(one.getFeatures(), one.getLabels().repmat(1L, UNITS));
        INDArray weights = Nd4j.zeros(DataType.DOUBLE, 2);
        INDArray logs = Nd4j.zeros(DataType.DOUBLE, 2);
        int averaged = 0;
        for (int step = 0; step < 2400; step++) {
            network.fit(data);
            if (step >= 2000) {
                averaged++;
                weights.addi(network.getParam("0_W").mean(1));
                logs.addi(network.getParam("0_logVariance").mean(1));
            }
        }
        weights.divi(averaged);
        logs.divi(averaged);
        INDArray x = data.getFeatures();
        INDArray precision = x.transpose()
                .mmul(x)
                .divi(NOISE)
                .addi(Nd4j.eye(2).castTo(DataType.DOUBLE).divi(priorVariance));
        double a = precision.getDouble(0, 0);
        double b = precision.getDouble(0, 1);
        double d = precision.getDouble(1, 1);
        INDArray right = x.transpose().mmul(one.getLabels()).divi(NOISE);
        double determinant = a * d - b * b;
        double first = (d * right.getDouble(0) - b * right.getDouble(1)) / determinant;
        double second = (a * right.getDouble(1) - b * right.getDouble(0)) / determinant;
        assertThat(weights.getDouble(0)).isCloseTo(first, within(0.03));
        assertThat(weights.getDouble(1)).isCloseTo(second, within(0.03));
        assertThat(logs.getDouble(0)).isCloseTo(Math.log(temperature / a), within(0.05));
        assertThat(logs.getDouble(1)).isCloseTo(Math.log(temperature / d), within(0.05));
    }

    @ParameterizedTest
    @EnumSource(GradientEstimator.class)
    void monteCarloSamplesHaveTheVarianceOfTheWeights(GradientEstimator estimator) {
        MultiLayerNetwork network = regression(1, layer -> layer.estimator(estimator));
        network.getParam("0_W").assign(Nd4j.createFromArray(new double[][] {{1}, {2}}));
        network.getParam("0_logVariance").assign(Nd4j.createFromArray(new double[][] {{-1}, {-3}}));
        INDArray x = Nd4j.createFromArray(new double[][] {{1, 2}, {-3, 0.5}});
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(4000).seed(9).predict(x);
        for (int n = 0; n < 2; n++) {
            double mean = x.getDouble(n, 0) + 2 * x.getDouble(n, 1);
            double variance =
                    Math.exp(-1) * Math.pow(x.getDouble(n, 0), 2) + Math.exp(-3) * Math.pow(x.getDouble(n, 1), 2);
            assertThat(found.mean().getDouble(n, 0)).isCloseTo(mean, within(5 * Math.sqrt(variance / 4000)));
            assertThat(found.variance().getDouble(n, 0)).isCloseTo(variance, within(0.12 * variance));
        }
    }

    /** The gradient of the prior of variance 1 / (N c) at small sigma is that of DL4J's l2(c). */
    @Test
    void aPriorConvertsToWeightDecayAndBack() {
        WeightPrior prior = WeightPrior.ofWeightDecay(1e-3, 50_000);
        assertThat(prior).isEqualTo(WeightPrior.gaussian(1 / (1e-3 * 50_000)));
        assertThat(prior.weightDecay(50_000)).isCloseTo(1e-3, within(1e-15));
        assertThatThrownBy(() -> WeightPrior.scaleMixture(0.5, 1, 0.1).weightDecay(10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Gaussian");
        assertThatThrownBy(() -> prior.weightDecay(0)).hasMessageContaining("trainingExamples must be >= 1, but was 0");
        assertThatThrownBy(() -> WeightPrior.ofWeightDecay(0, 3)).hasMessageContaining("coefficient must be");
    }

    @Test
    void scoresOutsideTrainingRepeatAndLeaveTheGeneratorAlone() {
        MultiLayerNetwork network = regression(1, layer -> layer.prior(WeightPrior.scaleMixture(0.5, 1, 0.01)));
        Nd4j.getRandom().setSeed(4);
        double first = network.score(data(), false);
        double second = network.score(data(), false);
        assertThat(second).isEqualTo(first);
        double drawn = Nd4j.getRandom().nextDouble();
        Nd4j.getRandom().setSeed(4);
        assertThat(Nd4j.getRandom().nextDouble()).isEqualTo(drawn);
    }

    @Test
    void refusesSequences() {
        assertThatThrownBy(() -> new NeuralNetConfiguration.Builder()
                        .list()
                        .layer(new BayesianDense.Builder()
                                .nOut(2)
                                .klWeight(KlWeight.forTrainingExamples(1))
                                .build())
                        .setInputType(InputType.recurrent(3))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without time steps");
    }
}
