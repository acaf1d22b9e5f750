package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.residual.FusionNetworks.conv;
import static io.github.dl4jregularizers.residual.FusionNetworks.output;
import static io.github.dl4jregularizers.residual.FusionNetworks.relu;
import static io.github.dl4jregularizers.residual.FusionTraining.assertClose;
import static io.github.dl4jregularizers.residual.FusionTraining.fit;
import static io.github.dl4jregularizers.residual.FusionTraining.images;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.augment.AdversarialExamples;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class FusedWithoutInputGradientTest {

    private static final String MARK = "without input gradient";

    private static MultiLayerConfiguration images2(InputType type, DataType dataType) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(dataType)
                .updater(new Adam(0.01))
                .list()
                .layer(conv(3, 1))
                .layer(relu())
                .layer(new DenseLayer.Builder().nOut(7).build())
                .layer(new DenseLayer.Builder().nOut(5).build())
                .layer(output())
                .setInputType(type)
                .build();
    }

    private static MultiLayerNetwork initialized(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    private static INDArray inputGradient(MultiLayerNetwork network, DataSet data) {
        return network.calculateGradients(data.getFeatures(), data.getLabels(), null, null)
                .getSecond();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void trainingIsEqual(DataType type) {
        MultiLayerConfiguration conf = images2(InputType.convolutional(6, 6, 3), type);
        DataSet data = images(3);
        data.setFeatures(data.getFeatures().castTo(type));
        data.setLabels(data.getLabels().castTo(type));
        MultiLayerNetwork with = initialized(FusedNetworks.of(conf));
        MultiLayerNetwork without = initialized(FusedNetworks.withoutInputGradient(conf));
        MultiLayerNetwork ofNetwork = FusedNetworks.withoutInputGradient(initialized(conf));
        fit(with, data, 4);
        fit(without, data, 4);
        fit(ofNetwork, data, 4);
        assertThat(without.params()).isEqualTo(with.params());
        assertThat(ofNetwork.params()).isEqualTo(with.params());
        assertThat(inputGradient(with, data).shape())
                .isEqualTo(data.getFeatures().shape());
        assertThat(inputGradient(without, data)).isNull();
        assertThat(without.getLayer(0).toString()).contains(MARK);
        assertThat(ofNetwork.getLayer(0).toString()).contains(MARK);
    }

    @Test
    void theConfigurationIsSavedAndCopied() {
        MultiLayerConfiguration conf = images2(InputType.convolutional(6, 6, 3), DataType.FLOAT);
        MultiLayerConfiguration without = FusedNetworks.withoutInputGradient(conf);
        assertThat(MultiLayerConfiguration.fromJson(without.toJson())).isEqualTo(without);
        assertThat(without).isNotEqualTo(FusedNetworks.of(conf));
        Layer layer = without.getConf(0).getLayer();
        assertThat(layer.clone()).isEqualTo(layer).hasSameHashCodeAs(layer);
        assertThat(FusedNetworks.of(conf).toJson()).doesNotContain("inputGradient");
        assertThat(FusedNetworks.plain(without).toJson()).isEqualTo(conf.toJson());
    }

    @Test
    void aLayerBehindAPreprocessorKeepsIt() {
        MultiLayerConfiguration conf = images2(InputType.convolutionalFlat(6, 6, 3), DataType.DOUBLE);
        MultiLayerConfiguration without = FusedNetworks.withoutInputGradient(conf);
        assertThat(without).isEqualTo(FusedNetworks.of(conf));
        DataSet data = images(3);
        data.setFeatures(data.getFeatures().reshape(4, 108));
        MultiLayerNetwork network = initialized(without);
        fit(network, data, 1);
        assertThat(inputGradient(network, data).shape()).containsExactly(4, 108);
    }

    @Test
    void graphs() {
        ComputationGraphConfiguration conf = FusionNetworks.images()
                .addLayer("conv1", conv(3, 1), "in")
                .addLayer("relu1", relu(), "conv1")
                .addLayer("out", output(), "relu1")
                .build();
        conf.setDataType(DataType.DOUBLE);
        ComputationGraph with = new ComputationGraph(FusedNetworks.of(conf));
        with.init();
        ComputationGraph without = new ComputationGraph(FusedNetworks.withoutInputGradient(conf));
        without.init();
        DataSet data = images(3);
        fit(with, data, 3);
        fit(without, data, 3);
        assertClose(without.params(), with.params());
        assertThat(without.getLayer("relu1").toString()).contains(MARK);
        assertThat(FusedNetworks.withoutInputGradient(with).getLayer("relu1").toString())
                .contains(MARK);
    }

    @Test
    void anInputWithTwoReadersKeepsIt() {
        ComputationGraphConfiguration conf = FusionNetworks.images()
                .addLayer("conv1", conv(3, 1), "in")
                .addLayer("relu1", relu(), "conv1")
                .addLayer("conv2", conv(1, 1), "in")
                .addLayer("relu2", relu(), "conv2")
                .addVertex("both", new ElementWiseVertex(ElementWiseVertex.Op.Max), "relu1", "relu2")
                .addLayer("out", output(), "both")
                .build();
        ComputationGraphConfiguration without = FusedNetworks.withoutInputGradient(conf);
        assertThat(((LayerVertex) without.getVertices().get("relu1"))
                        .getLayerConf()
                        .getLayer())
                .isInstanceOf(LayerSequence.class);
        assertThat(without).isEqualTo(FusedNetworks.of(conf));
    }

    @Test
    void adversarialExamplesSayWhatIsMissing() {
        MultiLayerConfiguration conf = images2(InputType.convolutional(6, 6, 3), DataType.DOUBLE);
        MultiLayerNetwork network = initialized(FusedNetworks.withoutInputGradient(conf));
        assertThatThrownBy(() -> AdversarialExamples.fgsm(network, 0.1).preProcess(images(3)))
                .hasMessageContaining(MARK);
    }
}
