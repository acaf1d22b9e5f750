package io.github.dl4jregularizers.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.calibration.TemperatureScaling;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The code of docs/distributed.md, line by line. */
@SparkTest
class DistributedPageTest {

    private static MultiLayerNetwork newNetwork(long seed) {
        MultiLayerNetwork network = Networks.sequence(Networks.dense(), new NoiseLayer(new Dropout(Networks.RATE)));
        network.params().muli(1 + seed % 5 / 10.0);
        return network;
    }

    @Test
    void theCodeRuns() {
        JavaSparkContext context = Sparks.local();
        List<DataSet> batches = Training.batches(4, 5);
        Broadcast<List<DataSet>> data = context.broadcast(batches);
        JavaRDD<DataSet> examples = context.parallelize(batches, 2);
        JavaRDD<INDArray> features = examples.map(batch -> batch.getFeatures());
        MultiLayerNetwork network = newNetwork(1);

        network.setListeners(GradientClipping.globalNorm(1), new ExponentialMovingAverage(0.9));
        RegularizedTrainingMaster master = new RegularizedTrainingMaster.Builder(2, 1)
                .batchSizePerWorker(4)
                .averagingFrequency(5)
                .seed(42)
                .build();
        SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network, master);
        for (int epoch = 0; epoch < 3; epoch++) {
            spark.fit(examples);
        }

        SparkMonteCarlo sampler = SparkMonteCarlo.of(
                context, MonteCarloDropout.of(network).samples(20).seed(1));
        List<PredictiveDistribution> predicted =
                sampler.collect(features, done -> System.out.println(done + " batches"));
        CalibrationEvaluation calibration = sampler.evaluate(examples, new CalibrationEvaluation(15));
        TemperatureScaling temperature = TemperatureScaling.fit(sampler.labeled(examples));

        Ensemble ensemble = SparkEnsemble.train(context, 3, 42, (member, seed) -> {
            MultiLayerNetwork one = newNetwork(seed);
            data.value().forEach(one::fit);
            return one;
        });

        assertThat(network.getEpochCount()).isEqualTo(3);
        assertThat(predicted).hasSize(4);
        assertThat(calibration.size()).isEqualTo(16);
        assertThat(temperature.temperature()).isPositive();
        assertThat(ensemble.networks()).hasSize(3);
    }

    @Test
    void thePageShowsTheseLines() throws IOException {
        String source = Files.readString(Path.of(
                "src", "test", "java", "io", "github", "dl4jregularizers", "spark", "DistributedPageTest.java"));
        List<String> own = List.of(source.split("\\s*\\n\\s*"));
        boolean inside = false;
        int lines = 0;
        for (String line : Files.readAllLines(Path.of("..", "docs", "distributed.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```java spark");
            } else if (inside && !line.isBlank()) {
                assertThat(own).contains(line.strip());
                lines++;
            }
        }
        assertThat(lines).isGreaterThan(15);
    }
}
