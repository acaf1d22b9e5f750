package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.ensemble.Ensemble;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Members in tasks of their own. */
@SparkTest
class SparkEnsembleTest {

    private static MultiLayerNetwork trained(long seed, List<DataSet> batches) {
        MultiLayerNetwork network = Networks.sequence(Networks.dense(), new NoiseLayer(new Dropout(Networks.RATE)));
        network.params().muli(1 + seed % 1000 / 1000.0);
        batches.forEach(network::fit);
        return network;
    }

    private static Ensemble ensemble(long seed, int failures) {
        List<DataSet> batches = Training.batches(2, 5);
        return SparkEnsemble.train(Sparks.local(), 3, seed, (member, own) -> {
            if (member == 1 && TaskContext.get().attemptNumber() < failures) {
                throw new IllegalStateException("planned failure");
            }
            return trained(own, batches);
        });
    }

    private static List<float[]> parameters(Ensemble ensemble) {
        return ensemble.networks().stream().map(Training::values).collect(Collectors.toList());
    }

    @Test
    void membersDifferRepeatAndSurviveARepeatedTask() {
        List<float[]> first = parameters(ensemble(4, 0));
        List<float[]> repeated = parameters(ensemble(4, 1));
        assertThat(first).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(repeated.get(i)).isEqualTo(first.get(i));
            assertThat(first.get((i + 1) % 3)).isNotEqualTo(first.get(i));
        }
        assertThat(parameters(ensemble(5, 0)).get(0)).isNotEqualTo(first.get(0));
    }

    @Test
    void theEnsemblePredictsOnTheDriver() {
        Ensemble ensemble = ensemble(4, 0);
        assertThat(ensemble.predict(Nd4j.ones(2, 5)).sum(1).toDoubleVector()).hasSize(2);
        assertThat(values(ensemble.networks().get(0)))
                .hasSameSizeAs(values(ensemble.networks().get(2)));
    }

    @Test
    void aMemberThatKeepsFailingFailsTheCall() {
        assertThatThrownBy(() -> ensemble(4, Integer.MAX_VALUE)).hasStackTraceContaining("planned failure");
    }
}
