package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.residual.FusionTraining.assertClose;
import static io.github.dl4jregularizers.residual.FusionTraining.fit;
import static io.github.dl4jregularizers.residual.FusionTraining.images;
import static io.github.dl4jregularizers.residual.FusionTraining.initialized;
import static io.github.dl4jregularizers.residual.FusionTraining.residual;
import static io.github.dl4jregularizers.residual.FusionTraining.withAdam;
import static io.github.dl4jregularizers.residual.FusionTraining.withUpdater;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Frozen layers, transfer learning, sequences over time, and files of fused networks. */
class FusedTransferTest {

    @Test
    void aNetworkThatWasFrozenByTransferLearningStaysFrozen() {
        DataSet data = images(3);
        ComputationGraph frozen = withUpdater(residual(), new Adam(0.01))
                .setFeatureExtractor("relu1")
                .build()
                .convertDataType(DataType.DOUBLE);
        ComputationGraph fused = FusedNetworks.of(frozen);
        assertThat(FusedNetworks.plan(frozen.getConfiguration()).sequences())
                .containsExactly(entry("relu1", List.of("stem", "relu1")), entry("pool", List.of("sum2", "pool")));
        INDArray before = fused.getLayer("relu1").params().dup();
        fit(frozen, data, 3);
        fit(fused, data, 3);
        assertThat(fused.getLayer("relu1").params()).isEqualTo(before);
        ComputationGraph back = FusedNetworks.plain(fused);
        assertClose(back.paramTable(), frozen.paramTable());
        assertThat(back.getLayer("conv1").getClass())
                .isEqualTo(frozen.getLayer("conv1").getClass());
        fit(frozen, data, 2);
        fit(back, data, 2);
        assertClose(back.paramTable(), frozen.paramTable());
    }

    /** The inner concatenation is frozen as a whole, the outer one has frozen and other layers. */
    @Test
    void frozenConcatenationsStayFrozen() {
        DataSet data =
                new DataSet(Nd4j.rand(DataType.DOUBLE, 4, 3, 8, 8), images(3).getLabels());
        ComputationGraph frozen = withUpdater(initialized(FusionNetworks.uNet()), new Adam(0.01))
                .setFeatureExtractor("low")
                .build()
                .convertDataType(DataType.DOUBLE);
        FusionReport plan = FusedNetworks.plan(frozen.getConfiguration());
        assertThat(plan.concatenations()).containsOnlyKeys("low");
        assertThat(plan.left().get("high")).startsWith("concatenates frozen and other layers");
        ComputationGraph fused = FusedNetworks.of(frozen);
        fit(frozen, data, 2);
        fit(fused, data, 2);
        ComputationGraph back = FusedNetworks.plain(fused);
        assertClose(back.paramTable(), frozen.paramTable());
        assertThat(back.getVertex("low").getClass())
                .isEqualTo(frozen.getVertex("low").getClass());
    }

    @Test
    void transferLearningContinuesFromThePlainNetwork() {
        DataSet data = images(3);
        ComputationGraph plain = residual();
        ComputationGraph[] networks = {plain, FusedNetworks.plain(FusedNetworks.of(plain))};
        for (int i = 0; i < networks.length; i++) {
            networks[i] = withUpdater(networks[i], new Sgd(0.1))
                    .setFeatureExtractor("conv1")
                    .build();
            fit(networks[i], data, 2);
        }
        assertClose(networks[1].paramTable(), networks[0].paramTable());
    }

    private static MultiLayerNetwork recurrent() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01))
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new Convolution1DLayer.Builder().kernelSize(3).nOut(4).build())
                .layer(new ActivationLayer(Activation.SIGMOID))
                .layer(new LSTM.Builder().nOut(4).build())
                .layer(new RnnOutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3, 8))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(4)
                .build());
        network.init();
        return network;
    }

    @Test
    void masksAndTruncatedBackpropagationActAsBefore() {
        Nd4j.getRandom().setSeed(11);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 2, 8);
        mask.putScalar(1, 6, 0).putScalar(1, 7, 0);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 2, 2, 8);
        for (int i = 0; i < 8; i++) {
            labels.putScalar(0, i % 2, i, 1).putScalar(1, 0, i, 1);
        }
        DataSet data = new DataSet(Nd4j.randn(DataType.DOUBLE, 2, 3, 8), labels, mask, mask);
        MultiLayerNetwork plain = recurrent();
        MultiLayerNetwork fused = FusedNetworks.of(plain);
        assertThat(fused.getnLayers()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            plain.fit(data);
            fused.fit(data);
        }
        assertThat(fused.getIterationCount()).isEqualTo(plain.getIterationCount());
        assertClose(FusedNetworks.plain(fused).params(), plain.params());
        INDArray step = Nd4j.randn(DataType.DOUBLE, 2, 3, 1);
        for (int i = 0; i < 2; i++) {
            assertClose(fused.rnnTimeStep(step), plain.rnnTimeStep(step));
        }
    }

    @Test
    void aFusedNetworkSurvivesItsFile() throws IOException {
        DataSet data = images(3);
        ComputationGraph fused = FusedNetworks.of(withAdam());
        fit(fused, data, 2);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(fused, file, true);
        ComputationGraph restored =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
        fit(fused, data, 2);
        fit(restored, data, 2);
        assertClose(
                FusedNetworks.plain(restored).paramTable(),
                FusedNetworks.plain(fused).paramTable());
    }
}
