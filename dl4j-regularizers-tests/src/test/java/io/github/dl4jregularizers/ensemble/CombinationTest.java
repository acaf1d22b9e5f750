package io.github.dl4jregularizers.ensemble;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.reference.Reference;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Combinations, fitted weights and the error of an average, against NumPy and SciPy. */
class CombinationTest {

    private final JsonNode reference = Reference.of("ensemble");

    private INDArray array(JsonNode node) {
        return Reference.array(node, DataType.DOUBLE);
    }

    private INDArray[] outputs(String topic, int members) {
        INDArray all = array(reference.get(topic).get("outputs"));
        INDArray[] outputs = new INDArray[members];
        for (int k = 0; k < members; k++) {
            outputs[k] = all.slice(k);
        }
        return outputs;
    }

    @ParameterizedTest
    @CsvSource({
        "classes,CLASSES,MEAN,4",
        "classes,CLASSES,GEOMETRIC_MEAN,4",
        "classes,CLASSES,MAJORITY_VOTE,4",
        "classes,CLASSES,MEDIAN,4",
        "events,BINARY,MEAN,4",
        "events,BINARY,GEOMETRIC_MEAN,4",
        "events,BINARY,MAJORITY_VOTE,4",
        "events,BINARY,MEDIAN,4",
        "numbers,REGRESSION,MEAN,4",
        "numbers,REGRESSION,MEDIAN,3"
    })
    void combinesAsNumPy(String topic, OutputKind kind, Combination combination, int members) {
        INDArray[] outputs = outputs(topic, members);
        INDArray first = outputs[0].dup();
        double[] weights = array(reference.get("weights")).toDoubleVector();

        INDArray found = combination.combine(outputs, weights, OutputLayout.of(kind));

        assertWithin("combined", 1e-14, found, array(reference.get(topic).get(combination.name())));
        assertThat(values(outputs[0])).as("outputs stay").isEqualTo(values(first));
    }

    @Test
    void aProbabilityOfZeroExcludesNoClass() {
        INDArray certain = Nd4j.createFromArray(new double[][] {{1, 0}});
        INDArray opposite = Nd4j.createFromArray(new double[][] {{0, 1}});

        INDArray found = Combination.GEOMETRIC_MEAN.combine(
                new INDArray[] {certain, opposite}, new double[] {0.5, 0.5}, OutputLayout.of(OutputKind.CLASSES));

        assertThat(values(found)).containsExactly(new double[] {0.5, 0.5}, within(1e-12));
    }

    @Test
    void votesOfEqualProbabilitiesAreSplit() {
        INDArray undecided = Nd4j.createFromArray(new double[][] {{0.4, 0.4, 0.2}});
        INDArray decided = Nd4j.createFromArray(new double[][] {{0.1, 0.2, 0.7}});

        INDArray found = Combination.MAJORITY_VOTE.combine(
                new INDArray[] {undecided, decided}, new double[] {0.5, 0.5}, OutputLayout.of(OutputKind.CLASSES));

        assertThat(values(found)).containsExactly(new double[] {0.25, 0.25, 0.5}, within(1e-12));
    }

    @Test
    void fitsTheWeightsOfTheLargestLikelihood() {
        double[] found = EnsembleWeights.fit(Nd4j.stack(0, outputs("classes", 4)), array(reference.get("labels")));

        assertThat(found).containsExactly(array(reference.get("fitted")).toDoubleVector(), within(1e-4));
    }

    @Test
    void splitsTheErrorOfAnAverage() {
        EnsembleError found = EnsembleError.of(Nd4j.stack(0, outputs("numbers", 4)), array(reference.get("labels")));

        JsonNode expected = reference.get("error");
        assertThat(found.variance()).isCloseTo(expected.get("v").asDouble(), within(1e-12));
        assertThat(found.covariance()).isCloseTo(expected.get("c").asDouble(), within(1e-12));
        assertThat(found.ofAverage()).isCloseTo(expected.get("average").asDouble(), within(1e-12));
        assertThat(found.ofAverage(1)).isEqualTo(found.variance());
        assertThat(found.toString()).startsWith("4 members: v = ").contains("v/k + (k-1)c/k = ");
    }

    /** A graph of the same layers and another seed beside a MultiLayerNetwork: the formulas on both outputs. */
    @Test
    void combinesStacksAndGraphs() {
        MultiLayerNetwork stack = SmallNetworks.stack(DataType.FLOAT, InputType.feedForward(3));
        ComputationGraph graph = SmallNetworks.graph();
        INDArray features = SmallNetworks.batch(DataType.FLOAT, 7, 5, 3).getFeatures();
        INDArray first = stack.output(features).dup();
        INDArray second = graph.outputSingle(features).dup();
        Ensemble ensemble = Ensemble.of(stack, graph).weights(0.25, 0.75);

        assertWithin("mean", 1e-6, ensemble.predict(features), first.mul(0.25).add(second.mul(0.75)));
        INDArray geometric = ensemble.combining(Combination.GEOMETRIC_MEAN).predict(features);
        assertThat(geometric.dataType()).isEqualTo(DataType.FLOAT);
        for (int i = 0; i < 5; i++) {
            double zero = Math.pow(first.getDouble(i, 0), 0.25) * Math.pow(second.getDouble(i, 0), 0.75);
            double one = Math.pow(first.getDouble(i, 1), 0.25) * Math.pow(second.getDouble(i, 1), 0.75);
            assertThat(geometric.getDouble(i, 0)).isCloseTo(zero / (zero + one), within(1e-6));
        }
    }

    @Test
    void refusesBadArguments() {
        MultiLayerNetwork one = SmallNetworks.stack();
        Ensemble ensemble = Ensemble.of(one, one);
        INDArray features = SmallNetworks.batch(DataType.FLOAT, 7, 5, 3).getFeatures();
        assertThatThrownBy(() -> ensemble.weights(1))
                .hasMessage("number of weights must be 2, one per network, but was 1");
        assertThatThrownBy(() -> ensemble.weights(0.5, 0.6))
                .hasMessageStartingWith("sum of weights must be 1, but was 1.1");
        assertThatThrownBy(() -> ensemble.weights(1.5, -0.5))
                .hasMessage("weight must be finite and >= 0, but was -0.5");
        assertThatThrownBy(() -> ensemble.combining(null)).hasMessage("combination must be given, but was null");
        assertThatThrownBy(() -> ensemble.outputs(OutputKind.REGRESSION)
                        .combining(Combination.MAJORITY_VOTE)
                        .predict(features))
                .hasMessage(
                        "combination of an output of kind REGRESSION must be MEAN or MEDIAN, but was MAJORITY_VOTE");
        assertThatThrownBy(() -> EnsembleWeights.fit(Nd4j.ones(2, 3), Nd4j.ones(2, 3)))
                .hasMessage("predictions must be [members, examples, classes], but was [2, 3]");
        assertThatThrownBy(() -> EnsembleWeights.fit(Nd4j.zeros(2, 1, 2), Nd4j.ones(1, 2)))
                .hasMessage("probability of the label of example 0 must be > 0 for a member, but was 0.0");
        assertThatThrownBy(() -> EnsembleWeights.fit(Nd4j.empty(DataType.FLOAT), Nd4j.ones(1, 2)))
                .hasMessageStartingWith("predictions must");
        assertThatThrownBy(() -> EnsembleError.of(Nd4j.ones(2, 3, 1), Nd4j.ones(2, 1)))
                .hasMessage("labels must be of shape [3, 1], but was [2, 1]");
    }
}
