package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.inference.MonteCarloDropout;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

/** Executors in JVMs of their own, where broadcasts and results are really serialized. */
@SparkTest
@Tag("slow")
class LocalClusterTest {

    @AfterAll
    static void stop() {
        Sparks.stop();
    }

    private static float[] trained(JavaSparkContext context, String family, TrainingListener... ofWorkers) {
        Model network = Networks.families().get(family).get();
        RegularizedTrainingMaster master = Training.master(2, 2).build();
        if (ofWorkers.length > 0) {
            master.setListeners(List.of(ofWorkers));
        }
        Training.onSpark(context, network, master, Training.batches(4, Networks.exampleShape(family)), 2, 1);
        return values(network);
    }

    /** Two JVMs give bit for bit the parameters of two threads; an executor that dies changes nothing. */
    @Test
    void executorsEqualThreads() {
        Map<String, float[]> expected = new LinkedHashMap<>();
        Networks.families().keySet().forEach(family -> expected.put(family, trained(Sparks.local(), family)));
        Model network = Networks.families().get("dropout").get();
        MonteCarloDropout sampler =
                MonteCarloDropout.of((MultiLayerNetwork) network).samples(4).seed(2);
        List<DataSet> batches = Training.batches(2, 5);
        JavaSparkContext cluster = Sparks.cluster();
        expected.forEach((family, parameters) ->
                assertThat(trained(cluster, family)).as(family).isEqualTo(parameters));
        List<double[]> variances = SparkMonteCarlo.of(cluster, sampler)
                .predict(cluster.parallelize(batches, 2).map(batch -> batch.getFeatures()))
                .collect()
                .stream()
                .map(distribution -> distribution.variance().data().asDouble())
                .collect(Collectors.toList());
        for (int i = 0; i < 2; i++) {
            assertThat(variances.get(i))
                    .isEqualTo(sampler.predict(batches.get(i).getFeatures())
                            .variance()
                            .data()
                            .asDouble());
        }
        assertThat(trained(cluster, "residual block", new Exiting()))
                .as("an executor exits in its second step")
                .isEqualTo(expected.get("residual block"));
    }

    @Test
    void kryoGivesTheParametersOfJavaSerialization() {
        List<String> families = List.of("image residual", "drop path");
        Map<String, float[]> expected = new LinkedHashMap<>();
        families.forEach(family -> expected.put(family, trained(Sparks.local(), family)));
        JavaSparkContext cluster = Sparks.kryoCluster();
        families.forEach(
                family -> assertThat(trained(cluster, family)).as(family).isEqualTo(expected.get(family)));
    }

    /** Ends the JVM of the first attempt of the second worker. */
    private static final class Exiting extends BaseTrainingListener implements Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            if (TaskContext.getPartitionId() == 1 && TaskContext.get().attemptNumber() == 0 && iteration > 0) {
                Runtime.getRuntime().halt(7);
            }
        }
    }
}
