package io.github.dl4jregularizers.monitor;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.SEQUENCE;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.audit.Stacks;
import io.github.dl4jregularizers.internal.Logged;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A failing measurement does not end the training; wrappers are measured. */
class UnmeasurableTest {

    private static final int STEPS = 3;

    private static INDArray labels() {
        return Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
    }

    private static MultiLayerNetwork network(org.deeplearning4j.nn.conf.MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    static Stream<Layer> wrappers() {
        Layer lstm = new LSTM.Builder().nOut(40).dropOut(0.5).weightDecay(0.1).build();
        Layer dense =
                new DenseLayer.Builder().nOut(40).dropOut(0.5).weightDecay(0.1).build();
        return Stream.of(
                new LastTimeStep(lstm),
                new MaskZeroLayer.Builder().setUnderlying(lstm).setMaskValue(0).build(),
                new TimeDistributed(dense, RNNFormat.NCW));
    }

    /** Sgd with rate 0.1 and decay 0.1: each step takes a share of 0.01. */
    @ParameterizedTest
    @MethodSource("wrappers")
    void measuresWrappers(Layer wrapper) {
        MultiLayerNetwork network = network(
                wrapper instanceof LastTimeStep
                        ? Stacks.of(SEQUENCE, wrapper, output().build())
                        : Stacks.of(SEQUENCE, wrapper, new GlobalPoolingLayer(), output().build()));
        RegularizationMonitor monitor = new RegularizationMonitor(STEPS);
        network.setListeners(monitor);
        List<String> warnings = Logged.warnings(RegularizationMonitor.class, () -> {
            for (int i = 0; i < STEPS; i++) {
                network.fit(Nd4j.rand(4, 3, 5), labels());
            }
        });

        assertThat(warnings).isEmpty();
        assertThat(monitor.leftOut()).isEmpty();
        assertThat(monitor.decays().get(0).parameterName()).isEqualTo("W");
        assertThat(monitor.decays().get(0).sharePerStep()).isCloseTo(0.01, within(1e-6));
        assertThat(monitor.noise()).singleElement().satisfies(noise -> assertThat(noise.effect())
                .isGreaterThan(0.05));
    }

    @Test
    void leavesOutPretraining() {
        MultiLayerNetwork network = network(Stacks.of(
                FLAT,
                new AutoEncoder.Builder().nOut(4).build(),
                output().dropOut(0.5).build()));
        RegularizationMonitor monitor = new RegularizationMonitor(STEPS);
        network.setListeners(monitor);
        DataSet batch = new DataSet(Nd4j.rand(4, 3), labels());

        List<String> warnings = Logged.warnings(
                RegularizationMonitor.class,
                () -> network.pretrain(new ListDataSetIterator<>(List.of(batch, batch, batch), 4)));
        assertThat(warnings).singleElement().asString().contains("Layerwise pretraining is not measured");
        assertThat(monitor.noise()).isEmpty();

        network.fit(batch);
        assertThat(monitor.noise()).hasSize(1);
    }

    /** Dropout that works in training and fails when the monitor clones it. */
    private static final class NoCopy implements IDropout {
        private static final long serialVersionUID = 1;

        private static final AtomicInteger CLONES = new AtomicInteger();

        @Override
        public INDArray applyDropout(INDArray in, INDArray out, int iteration, int epoch, LayerWorkspaceMgr manager) {
            return out.assign(in);
        }

        @Override
        public INDArray backprop(INDArray in, INDArray out, int iteration, int epoch) {
            return out.assign(in);
        }

        @Override
        public void clear() {}

        @Override
        public IDropout clone() {
            CLONES.incrementAndGet();
            throw new UnsupportedOperationException("no copy");
        }
    }

    @Test
    void leavesOutALayerThatThrowsWithOneWarning() {
        MultiLayerNetwork network =
                network(Stacks.of(FLAT, dense().build(), output().dropOut(0.5).build()));
        network.getLayerWiseConfigurations().getConf(0).getLayer().setIDropout(new NoCopy());
        RegularizationMonitor monitor = new RegularizationMonitor(STEPS);
        network.setListeners(monitor);
        int before = NoCopy.CLONES.get();
        List<String> warnings = Logged.warnings(RegularizationMonitor.class, () -> {
            for (int i = 0; i < STEPS; i++) {
                network.fit(Nd4j.rand(4, 3), labels());
            }
        });

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("The noise of layer layer0 cannot be measured and is left out");
        assertThat(NoCopy.CLONES.get() - before).isOne();
        assertThat(monitor.leftOut()).containsExactly("noise of layer layer0");
        assertThat(monitor.noise()).extracting(MeasuredNoise::layerName).containsExactly("layer1");
        assertThat(monitor.decays()).hasSize(4);
        assertThat(monitor.toString()).contains("not measured: noise of layer layer0");
    }
}
