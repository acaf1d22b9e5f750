package io.github.dl4jregularizers.ensemble;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Distributions over members; the expected values are computed from the members' outputs one number at a time. */
class EnsembleTest {

    private static final int EXAMPLES = 5;
    private static final double ROUNDING = 1e-6;

    private final DataSet batch = SmallNetworks.batch(DataType.FLOAT, 7, EXAMPLES, 3);
    private final INDArray features = batch.getFeatures();

    private static NeuralNetConfiguration.Builder settings(int seed) {
        return new NeuralNetConfiguration.Builder().seed(seed);
    }

    private static OutputLayer.Builder output(Activation activation, LossFunction loss, int units) {
        return new OutputLayer.Builder(loss).activation(activation).nOut(units);
    }

    private static MultiLayerNetwork stack(int seed, Activation activation, LossFunction loss, int units) {
        MultiLayerNetwork network = new MultiLayerNetwork(settings(seed)
                .list(output(activation, loss, units).build())
                .setInputType(InputType.feedForward(3))
                .build());
        network.init();
        network.params().muli(3);
        return network;
    }

    private static MultiLayerNetwork classifier(int seed) {
        return stack(seed, Activation.SOFTMAX, LossFunction.MCXENT, 2);
    }

    private static MultiLayerNetwork regression(int seed) {
        return stack(seed, Activation.IDENTITY, LossFunction.MSE, 2);
    }

    private static double entropy(double... probabilities) {
        double entropy = 0;
        for (double probability : probabilities) {
            entropy -= probability * Math.log(probability);
        }
        return entropy;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void measuresAreThoseOfTheMembers(boolean isGraph) {
        MultiLayerNetwork[] members = {classifier(1), classifier(2), classifier(3)};
        Ensemble ensemble = isGraph
                ? Ensemble.of(
                        members[0].toComputationGraph(),
                        members[1].toComputationGraph(),
                        members[2].toComputationGraph())
                : Ensemble.of(members);
        PredictiveDistribution found = ensemble.distribution(features);
        assertThat(found.kind()).isEqualTo(OutputKind.CLASSES);
        assertThat(found.sampleCount()).isEqualTo(3);
        assertThat(values(found.mean())).containsExactly(values(ensemble.predict(features)), within(ROUNDING));
        for (int example = 0; example < EXAMPLES; example++) {
            double mean = 0;
            double expected = 0;
            int votes = 0;
            for (MultiLayerNetwork member : members) {
                INDArray output = member.output(features);
                double first = output.getDouble(example, 0);
                mean += first / 3;
                expected += entropy(first, output.getDouble(example, 1)) / 3;
                votes += first >= 0.5 ? 1 : 0;
            }
            double whole = entropy(mean, 1 - mean);
            assertThat(found.mean().getDouble(example, 0)).isCloseTo(mean, within(ROUNDING));
            assertThat(found.predictiveEntropy().getDouble(example)).isCloseTo(whole, within(ROUNDING));
            assertThat(found.expectedEntropy().getDouble(example)).isCloseTo(expected, within(ROUNDING));
            assertThat(found.mutualInformation().getDouble(example)).isCloseTo(whole - expected, within(ROUNDING));
            assertThat(found.variationRatio().getDouble(example))
                    .isCloseTo(Math.min(votes, 3 - votes) / 3.0, within(ROUNDING));
        }
        assertThat(found.mutualInformation().maxNumber().doubleValue()).isGreaterThan(0.01);
        assertThat(values(found.sample(1))).isEqualTo(values(members[1].output(features)));
    }

    /** Of the members' means and log variances, as deep ensembles have them. */
    @Test
    void regressionHasBothKindsOfVariance() {
        MultiLayerNetwork one = regression(1);
        MultiLayerNetwork other = regression(2);
        Ensemble ensemble = Ensemble.of(one, other);
        assertThat(ensemble.distribution(features).kind()).isEqualTo(OutputKind.REGRESSION);
        PredictiveDistribution found =
                ensemble.outputs(OutputKind.MEAN_AND_LOG_VARIANCE).distribution(features);
        for (int example = 0; example < EXAMPLES; example++) {
            double first = one.output(features).getDouble(example, 0);
            double second = other.output(features).getDouble(example, 0);
            double noise = Math.exp(one.output(features).getDouble(example, 1))
                    + Math.exp(other.output(features).getDouble(example, 1));
            assertThat(found.mean().getDouble(example)).isCloseTo((first + second) / 2, within(ROUNDING));
            assertThat(found.variance().getDouble(example))
                    .isCloseTo((first - second) * (first - second) / 2, within(ROUNDING * 10));
            assertThat(found.aleatoricVariance().getDouble(example)).isCloseTo(noise / 2, within(ROUNDING * noise));
            assertThat(found.quantile(0).getDouble(example)).isCloseTo(Math.min(first, second), within(ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NCW", "NWC"})
    void sequencesHaveMasksAndAFormat(RNNFormat format) {
        INDArray sequences = SmallNetworks.batch(DataType.FLOAT, 3, 2, 4, 4).getFeatures();
        INDArray mask =
                sequences.slice(0).dup().assign(1).slice(0).reshape(1, 4).repeat(0, 2);
        mask.putScalar(1, 3, 0);
        MultiLayerNetwork[] members = {recurrent(1, format), recurrent(2, format)};
        PredictiveDistribution found =
                Ensemble.of(members).distribution(new INDArray[] {sequences}, new INDArray[] {mask});
        assertThat(found.predictiveEntropy().shape()).containsExactly(2, 4);
        INDArray one = members[0].output(sequences, false, mask, null);
        INDArray other = members[1].output(sequences, false, mask, null);
        assertThat(values(found.mean())).containsExactly(values(one.add(other).div(2)), within(ROUNDING));
        double[] mean = new double[4];
        for (int i = 0; i < 4; i++) {
            mean[i] = found.mean().getDouble(format == RNNFormat.NCW ? new long[] {0, i, 2} : new long[] {0, 2, i});
        }
        assertThat(found.predictiveEntropy().getDouble(0, 2)).isCloseTo(entropy(mean), within(ROUNDING));
    }

    private static MultiLayerNetwork recurrent(int seed, RNNFormat format) {
        MultiLayerNetwork network = new MultiLayerNetwork(settings(seed)
                .list(
                        new LSTM.Builder().nOut(3).build(),
                        new RnnOutputLayer.Builder()
                                .nOut(4)
                                .dataFormat(format)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.recurrent(4, format))
                .build());
        network.init();
        return network;
    }

    @Test
    void graphsHaveSeveralInputsAndOutputs() {
        ComputationGraph[] members = {twoByTwo(1), twoByTwo(2)};
        Ensemble ensemble = Ensemble.of(members);
        INDArray second = features.mul(-0.5);
        List<PredictiveDistribution> found = ensemble.distributions(new INDArray[] {features, second}, null);
        assertThat(found)
                .extracting(PredictiveDistribution::kind)
                .containsExactly(OutputKind.CLASSES, OutputKind.REGRESSION);
        INDArray[] one = members[0].output(features, second);
        INDArray[] other = members[1].output(features, second);
        for (int i = 0; i < 2; i++) {
            assertThat(values(found.get(i).mean()))
                    .containsExactly(values(one[i].add(other[i]).div(2)), within(ROUNDING));
        }
        assertThatThrownBy(() -> ensemble.distribution(features, second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("2 outputs", "distributions(features, masks)");
        assertThatThrownBy(() -> ensemble.predict(features, second)).isInstanceOf(IllegalStateException.class);
        refused(() -> ensemble.distributions(new INDArray[] {features}, null), "number of features must be 2", "was 1");
        refused(
                () -> ensemble.distributions(new INDArray[] {features, second}, new INDArray[1]),
                "number of masks must be 2",
                "was 1");
    }

    private static ComputationGraph twoByTwo(int seed) {
        ComputationGraph network = new ComputationGraph(settings(seed)
                .graphBuilder()
                .addInputs("left", "right")
                .setInputTypes(InputType.feedForward(3), InputType.feedForward(3))
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer(
                        "class",
                        output(Activation.SOFTMAX, LossFunction.MCXENT, 2).build(),
                        "both")
                .addLayer(
                        "number",
                        output(Activation.IDENTITY, LossFunction.MSE, 1).build(),
                        "both")
                .setOutputs("class", "number")
                .build());
        network.init();
        return network;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void snapshotsSayHowFarTheyDisagree(boolean isGraph) {
        NeuralNetwork network = (NeuralNetwork) SmallNetworks.network(isGraph);
        SnapshotEnsemble snapshots = SnapshotEnsemble.everyIterations(2).withMembers(3);
        ((Model) network).addListeners(snapshots);
        for (int i = 0; i < 6; i++) {
            network.fit(batch);
        }
        Ensemble ensemble = isGraph
                ? snapshots.members((ComputationGraph) network)
                : snapshots.members((MultiLayerNetwork) network);
        PredictiveDistribution found = ensemble.distribution(features);
        assertThat(found.sampleCount()).isEqualTo(3);
        assertThat(values(found.mean())).containsExactly(values(ensemble.predict(features)), within(ROUNDING));
        assertThat(found.mutualInformation().minNumber().doubleValue()).isPositive();
    }

    @Test
    void isCalibratedLikeAnyPrediction() {
        PredictiveDistribution found = Ensemble.of(classifier(1), classifier(2)).distribution(features);
        CalibrationEvaluation evaluation = new CalibrationEvaluation();
        evaluation.eval(batch.getLabels(), found.mean());
        double likelihood = 0;
        for (int example = 0; example < EXAMPLES; example++) {
            likelihood -= Math.log(found.mean().getDouble(example, example % 2)) / EXAMPLES;
        }
        assertThat(evaluation.negativeLogLikelihood()).isCloseTo(likelihood, within(ROUNDING));
        assertThat(evaluation.size()).isEqualTo(EXAMPLES);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        refused(() -> Ensemble.of(new ComputationGraph[0]), "number of networks must be >= 1, but was 0");
        refused(() -> Ensemble.of(classifier(1), null), "network 1 must be given");
        refused(() -> Ensemble.of(classifier(1)).outputs(null), "meaning must be given");
        refused(
                () -> Ensemble.of(classifier(1), regression(1)).distribution(features),
                "outputs of network 1 must be [CLASSES] as those of network 0",
                "was [REGRESSION]");
        Ensemble shapes = Ensemble.of(classifier(1), stack(1, Activation.SOFTMAX, LossFunction.MCXENT, 3));
        refused(() -> shapes.distribution(features), "output of network 1 must be of shape [5, 2], but was [5, 3]");
        refused(() -> shapes.predict(features), "output of network 1 must be of shape [5, 2], but was [5, 3]");
        refused(() -> Ensemble.of(classifier(1)).distribution(features, features), "number of features must be 1");
        refused(
                () -> Ensemble.of(regression(1)).outputs(OutputKind.CLASSES).distribution(features),
                "sample 0 must be probabilities in [0, 1]");
        MultiLayerNetwork diverged = classifier(2);
        diverged.params().assign(Double.NaN);
        refused(
                () -> Ensemble.of(classifier(1), diverged).distribution(features),
                "sample 1 must be probabilities in [0, 1], but was NaN");
    }

    private static void refused(ThrowingCallable call, String... message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(message);
    }
}
