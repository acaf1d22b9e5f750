package io.github.dl4jregularizers.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.variational.Sparsity;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A foreign layer class and its description are sufficient for all packages of the library. */
class SelfDescribedTest {

    private static final INDArray WEIGHTS = Nd4j.createFromArray(new float[][] {{3, -4}, {0, 1}});

    private static MultiLayerConfiguration configuration(IDropout noise, LayerConstraint... constraints) {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0))
                .list()
                .layer(new ForeignDense(2, 2, noise, constraints))
                .layer(new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .build();
    }

    private static MultiLayerNetwork network(IDropout noise, LayerConstraint... constraints) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(noise, constraints));
        network.init();
        network.getParam("0_W").assign(WEIGHTS);
        return network;
    }

    @Test
    void rolesOfParameters() {
        assertThat(LayerTree.of(configuration(null)).parameterRoles())
                .containsEntry("0_W", ParameterRole.WEIGHT)
                .containsEntry("0_b", ParameterRole.STATISTIC);
    }

    /** Rows of the weight have the norms 5 and 1; its columns, DL4J's units, 3 and sqrt(17). */
    @Test
    void unitsOfWeights() {
        MultiLayerNetwork network = network(null, new MaxNorm(2.5));
        network.fit(Nd4j.ones(1, 2), Nd4j.ones(1, 2));
        assertThat(network.getParam("0_W")).isEqualTo(Nd4j.createFromArray(new float[][] {{1.5f, -2}, {0, 1}}));
    }

    @Test
    void refusalOfWeightNoise() {
        assertThatThrownBy(() -> new DropConnect(DropRate.of(0.5), new ForeignDense(2, 2, null)))
                .hasMessageContaining("must be a layer of another mind")
                .hasMessageContaining("ForeignDense");
    }

    /** y = 3 m / 0.75 for the input (1, 0): mean 3, variance 9 * 0.25 / 0.75. */
    @Test
    void noiseIsDrawnAtInference() {
        PredictiveDistribution sampled = MonteCarloDropout.of(network(new Dropout(DropRate.of(0.25))))
                .samples(4000)
                .seed(3)
                .predict(Nd4j.createFromArray(new float[][] {{1, 0}}));
        assertThat(sampled.mean().getDouble(0)).isCloseTo(3, within(0.12));
        assertThat(sampled.variance().getDouble(0)).isCloseTo(3, within(0.25));
    }

    @Test
    void prunedWeightsAreCounted() {
        assertThat(Sparsity.of(network(null))).hasToString("2 of 4 connections pruned (50.0 %)");
    }

    @Test
    void ignoredDropoutIsReported() {
        MultiLayerConfiguration conf = configuration(null);
        conf.getConf(0).getLayer().setIDropout(new Dropout(DropRate.of(0.5)));
        assertThat(RegularizationAudit.of(conf))
                .anyMatch(finding -> finding.rule().equals("dropout-ignored"));
    }
}
