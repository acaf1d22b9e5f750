package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.ManifoldNetworks.HIDDEN;
import static io.github.dl4jregularizers.augment.ManifoldNetworks.batch;
import static io.github.dl4jregularizers.augment.ManifoldNetworks.network;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** {@link ManifoldMixUp} with files, other listeners and wrappers; what it refuses. */
class ManifoldMixUpUsesTest {

    private static final DataType DOUBLE = DataType.DOUBLE;
    private static final ManifoldMixUp MIXUP = new ManifoldMixUp(2, 2).after(HIDDEN);

    @TempDir
    private Path folder;

    @Test
    void aSavedNetworkContinuesWithTheSameDraws() throws Exception {
        MultiLayerNetwork network =
                network(AdamW.builder().build().applyTo(MIXUP.applyTo(ManifoldNetworks.dense(DOUBLE))));
        List<DataSet> batches = ManifoldNetworks.batches(6, DOUBLE);
        batches.subList(0, 3).forEach(network::fit);
        File file = folder.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file);
        assertThat(restored.getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
        batches.subList(3, 6).forEach(batch -> {
            network.fit(batch);
            restored.fit(batch);
        });
        assertThat(restored.params()).isEqualTo(network.params());
    }

    @Test
    void fusedAndPlainNetworksTrainAlike() {
        MultiLayerConfiguration conf = ManifoldNetworks.configuration(
                DOUBLE,
                InputType.convolutional(6, 6, 2),
                List.of(
                        new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                        new BatchNormalization.Builder().build(),
                        new ActivationLayer.Builder()
                                .name(HIDDEN)
                                .activation(Activation.TANH)
                                .build(),
                        new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                        new BatchNormalization.Builder().build(),
                        new ActivationLayer(Activation.RELU),
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build()));
        MultiLayerNetwork network = network(MIXUP.applyTo(conf));
        MultiLayerNetwork fused = FusedNetworks.of(network);
        assertThat(network.getnLayers()).isEqualTo(9);
        assertThat(fused.getnLayers()).isEqualTo(5);
        for (int i = 0; i < 4; i++) {
            DataSet batch = batch(DOUBLE, new long[] {5, 2, 6, 6}, 5, 3);
            network.fit(batch);
            fused.fit(batch);
        }
        assertWithin("parameters", 1e-10, fused.params(), network.params());
    }

    @Test
    void samplesOfMonteCarloDropoutAreNotMixed() {
        MultiLayerConfiguration conf = ManifoldNetworks.configuration(
                DOUBLE,
                InputType.feedForward(4),
                List.of(
                        new DenseLayer.Builder()
                                .name(HIDDEN)
                                .nOut(6)
                                .activation(Activation.TANH)
                                .build(),
                        new DenseLayer.Builder()
                                .nOut(6)
                                .dropOut(new Dropout(DropRate.of(0.5)))
                                .build(),
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build()));
        MultiLayerNetwork plain = network(conf);
        MultiLayerNetwork mixing = network(MIXUP.applyTo(conf));
        mixing.setParams(plain.params());
        DataSet batch = batch(DOUBLE, new long[] {5, 4}, 5, 3);
        PredictiveDistribution expected =
                MonteCarloDropout.of(plain).samples(4).seed(1).predict(batch.getFeatures());
        PredictiveDistribution actual =
                MonteCarloDropout.of(mixing).samples(4).seed(1).predict(batch.getFeatures());
        assertThat(actual.mean()).isEqualTo(expected.mean());
        assertThat(actual.variance()).isEqualTo(expected.variance());
    }

    @Test
    void bothPassesOfSharpnessAwareMinimizationMixAlike() {
        MultiLayerConfiguration conf = MIXUP.applyTo(ManifoldNetworks.dense(DOUBLE));
        MultiLayerNetwork plain = network(conf);
        MultiLayerNetwork sharp = network(conf);
        sharp.setListeners(new SharpnessAwareMinimization(1e-9));
        for (DataSet batch : ManifoldNetworks.batches(3, DOUBLE)) {
            plain.fit(batch);
            sharp.fit(batch);
        }
        assertWithin("parameters", 1e-7, sharp.params(), plain.params());
    }

    @Test
    void workersOfAParallelWrapperTrain() {
        MultiLayerNetwork network = network(MIXUP.applyTo(ManifoldNetworks.dense(DataType.FLOAT)));
        INDArray before = network.params().dup();
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .prefetchBuffer(0)
                .averagingFrequency(1)
                .build();
        try {
            wrapper.fit(new ListOfBatches(ManifoldNetworks.batches(8, DataType.FLOAT)));
        } finally {
            wrapper.shutdown();
        }
        assertThat(network.params()).isNotEqualTo(before);
        assertThat(network.params().isNaN().any()).isFalse();
    }

    @Test
    void anOutputLayerWithDropConnectTrains() {
        MultiLayerConfiguration conf = ManifoldNetworks.configuration(
                DOUBLE,
                InputType.feedForward(4),
                List.of(
                        new DenseLayer.Builder()
                                .name(HIDDEN)
                                .nOut(6)
                                .activation(Activation.TANH)
                                .build(),
                        new DropConnect(
                                DropRate.of(0.5),
                                new OutputLayer.Builder()
                                        .nOut(3)
                                        .activation(Activation.SOFTMAX)
                                        .build())));
        MultiLayerNetwork network = network(MIXUP.applyTo(conf));
        double before = network.score(ManifoldNetworks.batches(1, DOUBLE).get(0));
        ManifoldNetworks.batches(3, DOUBLE).forEach(network::fit);
        assertThat(network.score()).isFinite().isNotEqualTo(before);
    }

    private static void refuses(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(parts);
    }

    @Test
    void refusals() {
        MultiLayerConfiguration conf = ManifoldNetworks.dense(DOUBLE);
        refuses(() -> new ManifoldMixUp(0, 1), "alpha must be finite and > 0, but was 0");
        refuses(() -> MIXUP.after(HIDDEN), "layer must be given once, but was hidden");
        refuses(() -> MIXUP.after((String) null), "layer must be given");
        refuses(() -> new ManifoldMixUp(2, 1).after("other").applyTo(conf), "layer must be one of [hidden]", "other");
        refuses(() -> new ManifoldMixUp(2, 1).after("layer1").applyTo(conf), "layer must be one of [hidden]");
        refuses(() -> new ManifoldMixUp(2, 1).withoutInputs().applyTo(conf), "number of places must be >= 1");
        refuses(() -> MIXUP.applyTo(MIXUP.applyTo(conf)), "output layer", "MixedLabelsOutput");
        refuses(() -> MIXUP.applyTo((MultiLayerConfiguration) null), "conf must be given");
        MultiLayerConfiguration truncated = conf.clone();
        truncated.setBackpropType(BackpropType.TruncatedBPTT);
        refuses(() -> MIXUP.applyTo(truncated), "backpropType must be Standard", "TruncatedBPTT");
    }

    @Test
    void sequencesAreRefusedAndTheirLastStepsAreNot() {
        MultiLayerConfiguration steps = ManifoldNetworks.configuration(
                DOUBLE,
                InputType.recurrent(4),
                List.of(
                        new LSTM.Builder().nOut(5).build(),
                        new RnnOutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build()));
        refuses(() -> new ManifoldMixUp(2, 1).applyTo(steps), "input", "not sequences", "LSTM");
        refuses(
                () -> new ManifoldMixUp(2, 1).withoutInputs().after("layer0").applyTo(steps),
                "not sequences",
                "RnnOutputLayer");
        MultiLayerConfiguration last = ManifoldNetworks.configuration(
                DOUBLE,
                InputType.recurrent(4),
                List.of(
                        new LastTimeStep(new LSTM.Builder().nOut(5).build()),
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build()));
        MultiLayerNetwork network =
                network(new ManifoldMixUp(2, 1).withoutInputs().after("layer0").applyTo(last));
        DataSet batch = new DataSet(
                Nd4j.rand(DOUBLE, 5, 4, 7),
                batch(DOUBLE, new long[] {5, 4}, 5, 3).getLabels(),
                Nd4j.ones(DOUBLE, 5, 7),
                null);
        network.fit(batch);
        assertThat(network.score()).isFinite();
    }

    @Test
    void masksOfLabelsAreRefused() {
        MultiLayerNetwork network = network(MIXUP.applyTo(ManifoldNetworks.dense(DOUBLE)));
        DataSet batch = batch(DOUBLE, new long[] {5, 4}, 5, 3);
        batch.setLabelsMaskArray(Nd4j.ones(DOUBLE, 5, 1));
        assertThatThrownBy(() -> network.fit(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be without a mask");
    }

    @Test
    void inGraphsEveryPathMustPassThePlace() {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder()
                .dataType(DOUBLE)
                .graphBuilder()
                .addInputs("a", "b")
                .addLayer("one", new DenseLayer.Builder().nOut(4).build(), "a")
                .addLayer("two", new DenseLayer.Builder().nOut(4).build(), "b")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "one", "two")
                .addLayer(
                        "class",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "sum")
                .addLayer(
                        "other",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "sum")
                .setOutputs("class", "other")
                .setInputTypes(InputType.feedForward(4), InputType.feedForward(4))
                .build();
        refuses(
                () -> new ManifoldMixUp(2, 1).after("one").applyTo(conf),
                "vertex one",
                "on every path from an input to output class");
        ComputationGraph network =
                new ComputationGraph(new ManifoldMixUp(2, 1).after("sum").applyTo(conf));
        network.init();
        assertThat(network.getConfiguration().getVertices().keySet()).contains("mixup-a", "mixup-b", "mixup-sum");
        network.fit(
                new INDArray[] {Nd4j.rand(DOUBLE, 5, 4), Nd4j.rand(DOUBLE, 5, 4)},
                new INDArray[] {Nd4j.rand(DOUBLE, 5, 3), Nd4j.rand(DOUBLE, 5, 2)});
        assertThat(network.score()).isFinite();
        assertThat(ComputationGraphConfiguration.fromJson(
                        network.getConfiguration().toJson()))
                .isEqualTo(network.getConfiguration());
    }
}
