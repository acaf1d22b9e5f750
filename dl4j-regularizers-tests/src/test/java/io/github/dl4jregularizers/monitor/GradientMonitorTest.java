package io.github.dl4jregularizers.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Measurements against the change of the parameters by one step of SGD. */
class GradientMonitorTest {

    private static final double RATE = 0.1; // of SmallNetworks

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStepHasTheMeasuredLength(boolean isGraph) {
        Model network = SmallNetworks.network(isGraph);
        GradientMonitor monitor = new GradientMonitor(1);
        network.setListeners(monitor);
        INDArray before = network.params().dup();
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 3, 5, 3);
        String weights = isGraph ? "dense_W" : "0_W";
        String statistics = isGraph ? "norm_" : "1_";
        double norm = network.paramTable().get(weights).norm2Number().doubleValue();
        if (isGraph) {
            ((ComputationGraph) network).fit(batch);
        } else {
            ((MultiLayerNetwork) network).fit(batch);
        }
        double squares = Math.pow(before.sub(network.params()).norm2Number().doubleValue(), 2);
        INDArray after = network.params().dup();
        network.params().assign(before);
        for (String name : new String[] {statistics + "mean", statistics + "var", statistics + "log10stdev"}) {
            INDArray value = network.paramTable().get(name);
            if (value != null) {
                INDArray old = value.dup();
                network.params().assign(after);
                squares -= Math.pow(value.sub(old).norm2Number().doubleValue(), 2);
                network.params().assign(before);
            }
        }
        double gradient = Math.sqrt(squares) / RATE;
        assertThat(monitor.gradientNorms()).hasSize(1);
        assertThat(monitor.gradientNorms().get(0)).isCloseTo(gradient, within(1e-3 * gradient));
        assertThat(monitor.implicitPenalties().get(0)).isCloseTo(RATE / 4 * gradient * gradient, within(1e-3));
        assertThat(monitor.effectiveLearningRates()).containsOnlyKeys(weights);
        assertThat(monitor.effectiveLearningRates().get(weights)).isCloseTo(RATE / (norm * norm), within(1e-5));
        assertThat(monitor).asString().contains("1 iterations").contains(weights + " before BatchNorm");
    }

    @Test
    void measuresTheFirstIterationsOnly() {
        MultiLayerNetwork network = SmallNetworks.stack();
        GradientMonitor monitor = new GradientMonitor(2);
        network.setListeners(monitor);
        for (int i = 0; i < 4; i++) {
            network.fit(SmallNetworks.batch(DataType.FLOAT, i, 5, 3));
        }
        assertThat(monitor.gradientNorms()).hasSize(2);
        assertThatThrownBy(() -> new GradientMonitor(0)).hasMessageContaining("iterations must be >= 1, but was 0");
    }
}
