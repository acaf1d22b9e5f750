package io.github.dl4jregularizers.monitor;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.audit.Stacks;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class RegularizationMonitorTest {

    private static final DataSet BATCH = batch(0.01);
    private static final DataSet VALIDATION = batch(0.02);

    private static DataSet batch(double slope) {
        INDArray labels = Nd4j.zeros(16, 2);
        labels.getColumn(0).assign(1);
        return new DataSet(Nd4j.linspace(DataType.FLOAT, 1, slope, 48).reshape(16, 3), labels);
    }

    private static MultiLayerConfiguration noisy() {
        return Stacks.of(
                net -> net.seed(3),
                FLAT,
                dense().build(),
                new NoiseLayer(new Dropout(DropRate.of(0.25))),
                new ActivationLayer.Builder()
                        .activation(Activation.RELU)
                        .dropOut(0.5)
                        .build(),
                new DropConnect(DropRate.of(0.5), dense().build()),
                output().dropOut(0.5).build());
    }

    private static RegularizationMonitor monitored(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        RegularizationMonitor monitor = new RegularizationMonitor(4);
        network.setListeners(monitor);
        for (int i = 0; i < 6; i++) {
            network.fit(BATCH);
        }
        return monitor;
    }

    @Test
    void measuresNoise() {
        List<MeasuredNoise> noise = monitored(noisy()).noise();

        assertThat(noise).extracting(MeasuredNoise::layerName).containsExactly("layer1", "layer2", "layer3", "layer4");
        assertThat(noise.get(0).dropShare()).isEqualTo(0.25, within(0.03));
        assertThat(noise.get(0).effect()).isGreaterThan(0.3);
        assertThat(noise.get(2).dropShare()).isNaN();
        assertThat(noise.get(2).effect()).isPositive();
        assertThat(noise.get(3).dropShare()).isEqualTo(0.5, within(0.03));
        assertThat(noise.get(3).effect()).isPositive();
    }

    @Test
    void namesNoiseWithoutEffect() {
        RegularizationMonitor monitor = monitored(noisy());

        assertThat(monitor.withoutEffect()).containsExactly("layer2");
        assertThat(monitor.toString()).contains("layer2: drops ", "its output does not change");
    }

    @Test
    void measuresDecay() {
        List<MeasuredDecay> twice = monitored(
                        Stacks.of(net -> net.weightDecay(0.1), FLAT, dense().build(), output().build()))
                .decays();
        List<MeasuredDecay> once = monitored(AdamW.builder()
                        .learningRate(0.1)
                        .weightDecay(0.1)
                        .build()
                        .applyTo(Stacks.of(FLAT, dense().build(), output().build())))
                .decays();

        assertThat(twice).extracting(MeasuredDecay::parameterName).containsExactly("W", "b", "W", "b");
        assertThat(twice.get(0).sharePerStep()).isEqualTo(0.02, within(1e-6));
        assertThat(twice.get(0).length()).isEqualTo(1200);
        assertThat(twice.get(1).sharePerStep()).isZero();
        assertThat(once.get(0).sharePerStep()).isEqualTo(0.01, within(1e-6));
        assertThat(once.get(1).sharePerStep()).isZero();
    }

    @Test
    void trainingEndsWithTheSameParameters() {
        RegularizationMonitor none = null;
        assertThat(trainedStack(new RegularizationMonitor(3).withData(BATCH, VALIDATION)))
                .isEqualTo(trainedStack(none));
        assertThat(trainedGraph(new RegularizationMonitor(3).withData(BATCH, VALIDATION)))
                .isEqualTo(trainedGraph(none));
    }

    private static INDArray trainedStack(RegularizationMonitor monitor) {
        MultiLayerNetwork network = new MultiLayerNetwork(noisy());
        network.init();
        if (monitor != null) {
            network.setListeners(monitor);
        }
        Nd4j.getRandom().setSeed(5);
        for (int step = 0; step < 5; step++) {
            network.fit(BATCH);
        }
        return network.params();
    }

    private static INDArray trainedGraph(RegularizationMonitor monitor) {
        MultiLayerNetwork network = new MultiLayerNetwork(noisy());
        network.init();
        ComputationGraph graph = network.toComputationGraph();
        if (monitor != null) {
            graph.setListeners(monitor);
        }
        Nd4j.getRandom().setSeed(5);
        for (int step = 0; step < 5; step++) {
            graph.fit(BATCH);
        }
        return graph.params();
    }

    @Test
    void measuresTheGapWithoutNoiseAndPenalties() {
        MultiLayerNetwork network = new MultiLayerNetwork(
                Stacks.of(net -> net.l2(0.1), FLAT, dense().dropOut(0.5).build(), output().build()));
        network.init();
        RegularizationMonitor monitor = new RegularizationMonitor(1).withData(BATCH, VALIDATION);
        network.setListeners(monitor);
        network.fit(BATCH);

        assertThat(monitor.lossGap()).isEqualTo(network.score(VALIDATION) - network.score(BATCH));
        assertThat(monitor.toString()).contains("validation loss minus training loss: ");
        assertThat(new RegularizationMonitor(1).lossGap()).isNaN();
    }

    @Test
    void refusesBadArguments() {
        assertThatThrownBy(() -> new RegularizationMonitor(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("iterations must be >= 1, but was 0");
        assertThatThrownBy(() -> new RegularizationMonitor(1).withData(BATCH, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("validation data must be given, but was null");
    }
}
