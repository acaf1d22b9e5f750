package io.github.dl4jregularizers.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Copies equal their originals and share no mutable object with them. */
class ConfigurationCopyTest {

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Nesterovs(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 3)))
                .l2(0.01);
    }

    private static MultiLayerConfiguration convolutional() {
        return base().convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new NoiseLayer(new DropBlock(DropRate.of(0.2), 3).withNoise(new SeededNoise(1, 0, 0, 1))))
                .layer(new SubsamplingLayer.Builder()
                        .dropOut(new Dropout(DropRate.of(0.3)).withNoise(new SeededNoise(2, 0, 0, 1)))
                        .build())
                .layer(new ResidualBlock.Builder()
                        .body(new DropConnect(
                                        DropRate.of(0.4),
                                        new ConvolutionLayer.Builder(3, 3)
                                                .nOut(2)
                                                .dropOut(0.5)
                                                .build())
                                .withNoise(new SeededNoise(3, 0, 0, 1)))
                        .dropRate(DropRate.of(0.5))
                        .build()
                        .withNoise(new SeededNoise(4, 0, 0, 1)))
                .layer(new FrozenLayer(new DenseLayer.Builder().nOut(3).build()))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build();
    }

    private static ComputationGraphConfiguration recurrent() {
        AttentionVertex attention = new AttentionVertex.Builder()
                .nInKeys(4)
                .nInQueries(4)
                .nInValues(4)
                .nOut(3)
                .nHeads(2)
                .headSize(3)
                .projectInput(true)
                .build();
        ComputationGraphConfiguration conf = base().graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(4, 5))
                .addVertex("attention", attention, "in", "in", "in")
                .addLayer("both", new Bidirectional(new LSTM.Builder().nOut(2).build()), "attention")
                .addLayer(
                        "dropped",
                        new SelfAttentionWithDropout.Builder()
                                .nOut(4)
                                .nHeads(2)
                                .headSize(2)
                                .projectInput(true)
                                .dropRate(DropRate.of(0.5))
                                .build(),
                        "both")
                .addLayer("last", new LastTimeStep(new LSTM.Builder().nOut(2).build()), "dropped")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "dropped")
                .addLayer(
                        "end",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "last")
                .setOutputs("out", "end")
                .build();
        LayerVertex last = (LayerVertex) conf.getVertices().get("last");
        conf.getVertices().put("last", new FrozenVertex(last));
        return conf;
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    @Test
    void aCopyOfASequenceIsEqual() {
        MultiLayerConfiguration conf = convolutional();
        conf.setIterationCount(7);
        conf.setEpochCount(3);
        assertCopied(conf);
        network(conf);
        assertCopied(conf);
    }

    private static void assertCopied(MultiLayerConfiguration conf) {
        MultiLayerConfiguration copy = ConfigurationCopy.of(conf);
        assertThat(copy).isEqualTo(conf);
        assertThat(copy.toJson()).isEqualTo(conf.toJson());
        assertThat(copy.getIterationCount()).isEqualTo(7);
        assertThat(copy.getConf(2).getEpochCount()).isEqualTo(3);
        assertThat(copy.getInputPreProcessors()).hasSize(1).isNotSameAs(conf.getInputPreProcessors());
        assertNothingShared(LayerTree.of(conf), LayerTree.of(copy));
    }

    @Test
    void aCopyOfAGraphIsEqual() {
        ComputationGraphConfiguration conf = recurrent();
        conf.setIterationCount(7);
        conf.setEpochCount(3);
        assertCopied(conf);
        new ComputationGraph(conf).init();
        assertThat(conf.getTopologicalOrder()).isNotNull();
        assertCopied(conf);
    }

    private static void assertCopied(ComputationGraphConfiguration conf) {
        ComputationGraphConfiguration copy = ConfigurationCopy.of(conf);
        assertThat(copy).isEqualTo(conf);
        assertThat(copy.toJson()).isEqualTo(conf.toJson());
        assertThat(copy.getIterationCount()).isEqualTo(7);
        assertThat(copy.getEpochCount()).isEqualTo(3);
        assertNothingShared(LayerTree.of(conf), LayerTree.of(copy));
    }

    private static void assertNothingShared(LayerTree original, LayerTree copy) {
        Map<Object, String> known = new IdentityHashMap<>();
        original.nodes().forEach(node -> mutable(node).forEach(one -> known.put(one, node.layerName())));
        assertThat(known.size()).isGreaterThan(15);
        List<String> shared = new ArrayList<>();
        copy.nodes().forEach(node -> mutable(node).stream()
                .filter(known::containsKey)
                .forEach(one -> shared.add(node.layerName() + ": " + one)));
        assertThat(shared).isEmpty();
        assertThat(copy.nodes()).hasSameSizeAs(original.nodes());
    }

    private static List<Object> mutable(LayerNode node) {
        List<Object> found = new ArrayList<>();
        found.add(node.config());
        node.layer().ifPresent(layer -> {
            found.add(layer.getIDropout());
            if (!node.isContainer()) {
                found.add(layer.getConstraints());
            }
        });
        node.parameters().keySet().forEach(name -> {
            found.add(node.config().getUpdaterByParam(name));
            found.add(node.config().getRegularizationByParam(name));
        });
        found.removeIf(one -> one == null || one.equals(List.of())); // nothing in an empty list to share
        return found;
    }

    @Test
    void noiseSourcesStay() {
        INDArray input =
                Nd4j.arange(36).reshape(1, 1, 6, 6).castTo(DataType.FLOAT).divi(36);
        MultiLayerNetwork original = network(convolutional());
        MultiLayerNetwork copy = network(ConfigurationCopy.of(convolutional()));
        Nd4j.getRandom().setSeed(1);
        INDArray expected = original.feedForward(input, true).get(4);
        Nd4j.getRandom().setSeed(1);
        assertThat(copy.feedForward(input, true).get(4)).isEqualTo(expected);
        assertThat(original.feedForward(input, true).get(4)).isNotEqualTo(expected);
    }

    @Test
    void aLearningRateSetOnACopysNetworkStaysThere() {
        MultiLayerConfiguration conf = convolutional();
        String before = conf.toJson();
        network(ConfigurationCopy.of(conf)).setLearningRate(0.7);
        assertThat(conf.toJson()).isEqualTo(before);
    }

    @Test
    void aCopyOfAGraphTrainsAsItsOriginal() {
        ComputationGraphConfiguration conf = base().graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(3))
                .addLayer("dense", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "dense")
                .setOutputs("out")
                .build();
        conf.setIterationCount(4);
        ComputationGraph copy = new ComputationGraph(ConfigurationCopy.of(conf));
        ComputationGraph original = new ComputationGraph(conf);
        DataSet data = new DataSet(
                Nd4j.createFromArray(new float[][] {{1, 0, 2}, {0, 1, 1}}),
                Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
        for (ComputationGraph graph : List.of(original, copy)) {
            graph.init();
            graph.fit(data);
            graph.fit(data);
        }
        assertThat(copy.params()).isEqualTo(original.params());
        assertThat(copy.getIterationCount()).isEqualTo(6);
    }

    @Test
    void missingConfigurationsAreNamed() {
        assertThatThrownBy(() -> ConfigurationCopy.of((MultiLayerConfiguration) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conf must be given, but was null");
    }
}
