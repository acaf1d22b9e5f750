package io.github.dl4jregularizers.weightnoise;

import static io.github.dl4jregularizers.weightnoise.SmallNetworks.batch;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.builder;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.dense;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.lstm;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.network;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** The network's settings and operations reach the layer under DropConnect. */
class WrappedSettingsTest {

    @Test
    void globalSettingsReachTheUnderlyingLayerAndTheDecayOnlyOnce() {
        for (Layer layer :
                List.of(lstm(), new LastTimeStep(lstm()), new Bidirectional(Bidirectional.Mode.ADD, lstm()))) {
            MultiLayerConfiguration configuration = builder()
                    .updater(new Adam(0.02))
                    .l2(0.5)
                    .constrainWeights(new MaxNormConstraint(1, 0))
                    .list(new DropConnect(DropRate.of(0.4), layer))
                    .build();
            LayerTree.of(configuration).nodes().stream()
                    .filter(node -> !node.isContainer())
                    .map(node -> (BaseLayer) node.config())
                    .forEach(settings -> {
                        assertThat(settings.getIUpdater()).isEqualTo(new Adam(0.02));
                        assertThat(settings.getRegularization()).hasSize(1);
                        assertThat(settings.getConstraints()).hasSize(1);
                    });
        }
    }

    @Test
    void adamWSeesTheUnderlyingLayer() {
        MultiLayerConfiguration configuration = AdamW.builder()
                .learningRate(0.01)
                .weightDecay(0.1)
                .build()
                .applyTo(builder()
                        .list(new DropConnect(DropRate.of(0.4), dense()), output())
                        .build());
        assertThat(DecayReport.of(configuration).toString())
                .contains("0_W (weight of layer layer0): Decoupled", "0_b (bias of layer layer0): no");
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        network.fit(batch());
        assertThat(network.params().isNaN().any()).isFalse();
    }

    @Test
    void theLearningRateCanBeChangedAndIsSaved() {
        MultiLayerNetwork network = network(new DropConnect(DropRate.of(0.4), dense()), output());
        network.setLearningRate(0);
        INDArray before = network.params().dup();
        network.fit(batch());
        assertThat(network.params()).isEqualTo(before);
        assertThat(network.getLayerWiseConfigurations().toJson()).doesNotContain("\"learningRate\" : 0.1");
    }

    @Test
    void transferLearningFreezesIt() {
        MultiLayerNetwork network = network(
                new DropConnect(DropRate.of(0.4), dense()), new DropConnect(DropRate.of(0.4), dense()), output());
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(network).setFeatureExtractor(0).build();
        INDArray before = frozen.getLayer(0).params().dup();
        INDArray expected = network.feedForward(batch().getFeatures()).get(1);
        frozen.fit(batch());
        assertThat(frozen.getLayer(0).params()).isEqualTo(before);
        assertThat(frozen.feedForward(batch().getFeatures(), true).get(1)).isEqualTo(expected);
    }
}
