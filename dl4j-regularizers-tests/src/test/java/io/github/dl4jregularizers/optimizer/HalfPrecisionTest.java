package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Optimizers on networks of type HALF. */
class HalfPrecisionTest {

    private static MultiLayerConfiguration conf(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build();
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    private static DataSet data(DataType type) {
        Nd4j.getRandom().setSeed(5);
        INDArray features = Nd4j.rand(DataType.DOUBLE, 6, 3).castTo(type);
        INDArray labels = Nd4j.eye(3).castTo(type);
        return new DataSet(features, Nd4j.vstack(labels, labels));
    }

    /** With a zero gradient, the first step of AdamW is the decay and nothing else. */
    @Test
    void aZeroGradientOnlyDecays() {
        AdamW adamW = AdamW.builder().learningRate(0.5).weightDecay(0.5).build();
        MultiLayerNetwork network = network(adamW.applyTo(conf(DataType.FLOAT16)));
        INDArray update = Updates.ofZeroGradients(network, false);
        INDArray weights = network.params().reshape(update.length());
        for (int i = 0; i < update.length(); i++) {
            boolean weight = i < 12 || i >= 16 && i < 28;
            double expected = weight ? 0.25 * weights.getDouble(i) : 0;
            assertThat(update.getDouble(i)).isCloseTo(expected, within(1e-3));
        }
    }

    /** Moments in float: the steps are those of a float network, rounded once. */
    @Test
    void stepsEqualThoseInFloat() {
        BiasCorrectedAdam adam = new BiasCorrectedAdam(0.1, 0.9, 0.999, 1e-8);
        GradientUpdater<?> half = adam.instantiate(Nd4j.zeros(DataType.FLOAT16, 1, 8), true);
        GradientUpdater<?> single = adam.instantiate(Nd4j.zeros(DataType.FLOAT, 1, 8), true);
        for (int t = 0; t < 50; t++) {
            // squares of these gradients underflow in half precision
            float[] gradient = {1e-4f * (t % 3 - 1), 3e-6f, 1e-2f / (t + 1), 0};
            INDArray exact = Nd4j.createFromArray(gradient).castTo(DataType.FLOAT16);
            INDArray expected = exact.castTo(DataType.FLOAT);
            half.applyUpdater(exact, t, 0);
            single.applyUpdater(expected, t, 0);
            for (int i = 0; i < 4; i++) {
                assertThat(exact.getDouble(i)).isCloseTo(expected.getDouble(i), within(1e-4));
            }
        }
    }

    @Test
    void trainingContinuesFromASavedNetwork(@TempDir Path directory) throws Exception {
        MultiLayerNetwork network =
                network(AdamW.builder().learningRate(0.05).build().applyTo(conf(DataType.FLOAT16)));
        for (int i = 0; i < 20; i++) {
            network.fit(data(DataType.FLOAT16));
        }
        File file = directory.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork restored = MultiLayerNetwork.load(file, true);
        for (int i = 0; i < 10; i++) {
            network.fit(data(DataType.FLOAT16));
            restored.fit(data(DataType.FLOAT16));
        }
        for (int i = 0; i < network.numParams(); i++) {
            assertThat(restored.params().getDouble(i))
                    .isCloseTo(network.params().getDouble(i), within(0.01));
        }
    }

    @Test
    void trainingFollowsAFloatNetwork() {
        MultiLayerNetwork half =
                network(AdamW.builder().learningRate(0.02).build().applyTo(conf(DataType.FLOAT16)));
        MultiLayerNetwork single =
                network(AdamW.builder().learningRate(0.02).build().applyTo(conf(DataType.FLOAT)));
        single.setParams(half.params().castTo(DataType.FLOAT));
        for (int i = 0; i < 30; i++) {
            half.fit(data(DataType.FLOAT16));
            single.fit(data(DataType.FLOAT));
        }
        for (int i = 0; i < half.numParams(); i++) {
            assertThat(half.params().getDouble(i)).isCloseTo(single.params().getDouble(i), within(0.02));
        }
    }

    /** All activations and gradients are 0: the perturbation is 0 and not NaN. */
    @Test
    void aZeroGradientPerturbsNothing() {
        for (boolean adaptive : new boolean[] {false, true}) {
            MultiLayerNetwork network = network(conf(DataType.FLOAT16));
            network.setListeners(
                    adaptive ? SharpnessAwareMinimization.adaptive(0.5) : new SharpnessAwareMinimization(0.05));
            INDArray third = Nd4j.ones(DataType.FLOAT16, 6, 3).divi(3);
            network.params().assign(0);
            INDArray softmax = network.output(Nd4j.zeros(DataType.FLOAT16, 6, 3));
            network.fit(new DataSet(Nd4j.zeros(DataType.FLOAT16, 6, 3), softmax.castTo(DataType.FLOAT16)));
            assertThat(softmax).isEqualTo(third);
            assertThat(network.params().toFloatVector()).containsOnly(0f);
        }
    }

    @Test
    void sharpnessAwareStepsFollowAFloatNetwork() {
        MultiLayerNetwork half = network(conf(DataType.FLOAT16));
        MultiLayerNetwork single = network(conf(DataType.FLOAT));
        single.setParams(half.params().castTo(DataType.FLOAT));
        half.setListeners(new SharpnessAwareMinimization(0.2));
        single.setListeners(new SharpnessAwareMinimization(0.2));
        for (int i = 0; i < 5; i++) {
            half.fit(data(DataType.FLOAT16));
            single.fit(data(DataType.FLOAT));
        }
        for (int i = 0; i < half.numParams(); i++) {
            assertThat(half.params().getDouble(i)).isCloseTo(single.params().getDouble(i), within(5e-3));
        }
    }
}
