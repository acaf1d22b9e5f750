package io.github.dl4jregularizers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.dropout.Dropout;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Half precision, one example, no example, and networks that have diverged. */
class EdgeInputTest {

    private static MultiLayerNetwork network(DataType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(SmallNetworks.builder()
                .dataType(type)
                .list(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dropOut(new Dropout(DropRate.of(0.3)))
                        .build())
                .setInputType(InputType.feedForward(4))
                .build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork diverged(DataType type) {
        MultiLayerNetwork network = network(type);
        network.params().assign(Double.NaN);
        return network;
    }

    /** Sixteen bits would round variances below 6e-8 to 0. */
    @Test
    void halfNetworksGiveStatisticsInSinglePrecision() {
        INDArray features = SmallNetworks.numbers(5, 4);
        MultiLayerNetwork half = network(DataType.FLOAT16);
        MultiLayerNetwork whole = network(DataType.DOUBLE);
        whole.params().assign(half.params().castTo(DataType.DOUBLE));
        int samples = 1000;
        PredictiveDistribution found =
                MonteCarloDropout.of(half).samples(samples).predict(features.castTo(DataType.FLOAT16));
        PredictiveDistribution wanted = MonteCarloDropout.of(whole)
                .samples(samples)
                .predict(features.castTo(DataType.FLOAT16).castTo(DataType.DOUBLE));
        assertThat(found.kind()).isEqualTo(OutputKind.CLASSES);
        assertThat(found.mean().dataType()).isEqualTo(DataType.FLOAT);
        INDArray difference = found.mean().castTo(DataType.DOUBLE).sub(wanted.mean());
        // Five standard errors of the difference of two means, and the rounding of the network itself.
        INDArray bound =
                Transforms.sqrt(wanted.variance().mul(2.0 / samples)).muli(5).addi(2e-3);
        assertThat(Transforms.abs(difference).subi(bound).maxNumber().doubleValue())
                .isNegative();
        INDArray close =
                Nd4j.createFromArray(0.5f, 0.5f).castTo(DataType.FLOAT16).reshape(1, 2);
        INDArray closer =
                Nd4j.createFromArray(0.5005f, 0.4995f).castTo(DataType.FLOAT16).reshape(1, 2);
        // 0.5005 rounds to 0.5 + 2^-11: the sample variance of two numbers d apart is d^2 / 2.
        assertThat(PredictiveDistribution.of(OutputKind.CLASSES, close, closer)
                        .variance()
                        .getDouble(0))
                .isCloseTo(0x1p-23, within(1e-12));
    }

    @Test
    void halfNetworksCanBeEvaluated() {
        MultiLayerNetwork half = network(DataType.FLOAT16);
        DataSet data = new DataSet(
                SmallNetworks.numbers(3, 4).castTo(DataType.FLOAT16),
                Nd4j.eye(3).castTo(DataType.FLOAT16));
        CalibrationEvaluation calibration = new CalibrationEvaluation();
        MonteCarloDropout sampler = MonteCarloDropout.of(half).samples(5);
        sampler.doEvaluation(new ListDataSetIterator<>(data.asList(), 2), calibration);
        assertThat(calibration.size()).isEqualTo(3);
        assertThat(sampler.evaluate(new ListDataSetIterator<>(data.asList(), 2)).accuracy())
                .isEqualTo(calibration.accuracy(), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"HALF", "FLOAT", "DOUBLE"})
    void oneExampleIsAsInABatch(DataType type) {
        MonteCarloDropout sampler = MonteCarloDropout.of(network(type)).samples(300);
        INDArray one = SmallNetworks.numbers(1, 4).castTo(type);
        PredictiveDistribution found = sampler.predict(one);
        assertThat(found.mean().shape()).containsExactly(1, 3);
        assertThat(found.prediction().shape()).containsExactly(1);
        assertThat(found.mean().sumNumber().doubleValue()).isCloseTo(1, within(2e-3));
    }

    @Test
    void noExampleIsRefused() {
        MonteCarloDropout sampler = MonteCarloDropout.of(network(DataType.FLOAT));
        assertThatThrownBy(() -> sampler.predict(Nd4j.empty(DataType.FLOAT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("features must be a batch of at least one example");
    }

    /** No class is the most probable one, no vote is certain, and nothing is predicted. */
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"HALF", "FLOAT", "DOUBLE"})
    void aDivergedNetworkAbstains(DataType type) {
        PredictiveDistribution found = MonteCarloDropout.of(diverged(type))
                .untilConverged(0.1, 12)
                .predict(SmallNetworks.numbers(2, 4).castTo(type));
        assertThat(found.sampleCount()).isEqualTo(12);
        for (INDArray measure : List.of(
                found.mean(),
                found.variance(),
                found.predictiveEntropy(),
                found.expectedEntropy(),
                found.mutualInformation(),
                found.variationRatio())) {
            assertThat(measure.isNaN().all()).isTrue();
        }
        assertThat(found.prediction().toIntVector()).containsOnly(PredictiveDistribution.ABSTAINED);
        assertThat(found.abstainAbove(10).toIntVector()).containsOnly(PredictiveDistribution.ABSTAINED);
    }

    /** A measurement does not end a training that DL4J continues. */
    @Test
    void aDivergedNetworkHasScoresThatAreNaN() {
        DataSet data = new DataSet(
                SmallNetworks.numbers(3, 4).castTo(DataType.FLOAT), Nd4j.eye(3).castTo(DataType.FLOAT));
        CalibrationEvaluation calibration = new CalibrationEvaluation();
        MonteCarloDropout.of(diverged(DataType.FLOAT))
                .samples(3)
                .doEvaluation(new ListDataSetIterator<>(data.asList(), 2), calibration);
        assertThat(calibration.size()).isEqualTo(3);
        assertThat(calibration.accuracy()).isZero();
        assertThat(calibration.negativeLogLikelihood()).isNaN();
        assertThat(calibration.brierScore()).isNaN();
        assertThat(calibration.expectedCalibrationError()).isNaN();
    }
}
