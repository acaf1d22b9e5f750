package io.github.dl4jregularizers.bayes;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.noise.SeededNoise;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** SWAG by its formula, one parameter at a time. */
class SwaGaussianTest {

    private static MultiLayerNetwork network() {
        return SmallNetworks.stack(
                DataType.DOUBLE,
                InputType.feedForward(3),
                new DenseLayer.Builder().nOut(4).build());
    }

    private static List<double[]> points(MultiLayerNetwork network, SwaGaussian swag, int count, boolean isEpoch) {
        SplittableRandom random = new SplittableRandom(8);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] point = random.doubles(network.numParams(), 5, 6).toArray();
            network.params()
                    .assign(Nd4j.createFromArray(point).reshape(network.params().shape()));
            points.add(point);
            if (isEpoch) {
                swag.onEpochEnd(network);
            } else {
                swag.iterationDone(network, i, 0);
            }
        }
        return points;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void samplesFollowTheFormula(boolean isEpoch) {
        int rank = 3;
        MultiLayerNetwork network = network();
        SwaGaussian swag = (isEpoch ? SwaGaussian.everyEpochs(1) : SwaGaussian.everyIterations(1))
                .withRank(rank)
                .withStart(2);
        List<double[]> used = points(network, swag, 7, isEpoch).subList(2, 7);
        List<Model> samples = swag.posterior(network, 3, 21).networks();
        for (int sample = 0; sample < 3; sample++) {
            SeededNoise noise = new SeededNoise(21, 0, sample, 1);
            INDArray z1 = Nd4j.create(DataType.DOUBLE, network.params().shape());
            noise.gaussian(z1, 0, 1);
            INDArray z2 = Nd4j.create(DataType.DOUBLE, rank);
            noise.gaussian(z2, 0, 1 / Math.sqrt(2.0 * (rank - 1)));
            double[] found = values(samples.get(sample).params());
            for (int p = 0; p < found.length; p++) {
                double sum = 0;
                double squares = 0;
                double low = 0;
                for (int i = 0; i < used.size(); i++) {
                    double value = used.get(i)[p];
                    sum += value;
                    squares += value * value;
                    int column = i - (used.size() - rank);
                    if (column >= 0) {
                        low += z2.getDouble(column) * (value - sum / (i + 1));
                    }
                }
                double mean = sum / used.size();
                double variance = squares / used.size() - mean * mean;
                double expected = mean + Math.sqrt(variance / 2) * z1.getDouble(p) + low;
                assertThat(found[p]).isCloseTo(expected, within(1e-10));
            }
        }
    }

    @Test
    void batchNormStatisticsAreNotPerturbedAndCanBeEstimated() {
        MultiLayerNetwork network = SmallNetworks.stack();
        SwaGaussian swag = SwaGaussian.everyIterations(1);
        network.setListeners(swag);
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 4, 6, 3);
        double[] mean = new double[4];
        for (int i = 0; i < 5; i++) {
            network.fit(batch);
            for (int unit = 0; unit < 4; unit++) {
                mean[unit] += network.getParam("1_mean").getDouble(unit) / 5;
            }
        }
        MultiLayerNetwork sample =
                (MultiLayerNetwork) swag.posterior(network, 1, 3).networks().get(0);
        assertThat(values(sample.getParam("1_mean"))).containsExactly(mean, within(1e-6));
        assertThat(sample.getParam("0_W")).isNotEqualTo(network.getParam("0_W"));
        MultiLayerNetwork estimated =
                (MultiLayerNetwork) swag.posterior(network, 1, 3, new ListOfBatches(List.of(batch)))
                        .networks()
                        .get(0);
        assertThat(estimated.getParam("0_W")).isEqualTo(sample.getParam("0_W"));
        INDArray below = estimated.feedForward(batch.getFeatures()).get(1);
        assertThat(values(estimated.getParam("1_mean"))).containsExactly(values(below.mean(0)), within(1e-5));
    }

    @Test
    void refusesFewPointsAndBadArguments() {
        MultiLayerNetwork network = network();
        SwaGaussian swag = SwaGaussian.everyIterations(1);
        points(network, swag, 1, false);
        assertThatThrownBy(() -> swag.posterior(network, 1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 points");
        assertThatThrownBy(() -> swag.posterior(network, 0, 0)).hasMessageContaining("samples must be >= 1, but was 0");
        assertThatThrownBy(() -> SwaGaussian.everyEpochs(0)).hasMessageContaining("frequency must be >= 1, but was 0");
        assertThatThrownBy(() -> swag.withRank(1)).hasMessageContaining("rank must be >= 2, but was 1");
        assertThatThrownBy(() -> swag.withStart(-1)).hasMessageContaining("start must be >= 0, but was -1");
        points(network, swag, 2, false);
        assertThatThrownBy(() -> swag.posterior(SmallNetworks.stack(), 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theStateSurvivesAFile() throws Exception {
        MultiLayerNetwork network = network();
        SwaGaussian swag = SwaGaussian.everyIterations(1).withRank(2);
        points(network, swag, 4, false);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        swag.write(file);
        SwaGaussian restored = SwaGaussian.everyIterations(1).withRank(2);
        restored.read(new ByteArrayInputStream(file.toByteArray()));
        assertThat(restored.posterior(network, 1, 5).networks().get(0).params())
                .isEqualTo(swag.posterior(network, 1, 5).networks().get(0).params());
    }
}
