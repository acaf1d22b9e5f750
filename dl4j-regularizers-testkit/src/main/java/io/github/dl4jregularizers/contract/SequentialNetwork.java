package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.internal.config.LayerTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A {@code MultiLayerNetwork}. */
final class SequentialNetwork extends Network {

    private final MultiLayerNetwork network;

    SequentialNetwork(MultiLayerNetwork network) {
        this.network = network;
    }

    @Override
    MultiLayerNetwork model() {
        return network;
    }

    @Override
    void fit(DataSet batch) {
        network.fit(batch);
    }

    @Override
    INDArray output(boolean training, INDArray features, INDArray mask) {
        return network.output(features, training, mask, null);
    }

    @Override
    INDArray updaterState() {
        return network.getUpdater().getStateViewArray();
    }

    @Override
    MultiLayerConfiguration configuration() {
        return network.getLayerWiseConfigurations();
    }

    @Override
    Object throughJson() {
        return MultiLayerConfiguration.fromJson(configuration().toJson());
    }

    @Override
    Object throughYaml() {
        return MultiLayerConfiguration.fromYaml(configuration().toYaml());
    }

    @Override
    MemoryReport memoryReport(InputType input) {
        return configuration().getMemoryReport(input);
    }

    @Override
    List<Layer> layers() {
        return layersOf(configuration().getConfs());
    }

    @Override
    Object subject() {
        return layers().stream()
                .filter(layer -> SUBJECT.equals(layer.getLayerName()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    Network copy() {
        return new SequentialNetwork(network.clone());
    }

    @Override
    Network restore(InputStream saved) throws IOException {
        return new SequentialNetwork(ModelSerializer.restoreMultiLayerNetwork(saved, true));
    }

    @Override
    LayerTree tree() {
        return LayerTree.of(configuration());
    }

    @Override
    boolean gradientsAreExact(DataSet batch, Set<String> excluded) {
        return GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                .net(network)
                .input(batch.getFeatures())
                .labels(batch.getLabels())
                .inputMask(batch.getFeaturesMaskArray())
                .labelMask(batch.getLabelsMaskArray())
                .maxRelError(GradientChecks.RELATIVE_ERROR)
                .minAbsoluteError(GradientChecks.ABSOLUTE_ERROR)
                .excludeParams(excluded)
                .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                .exitOnFirstError(true)
                .callEachIter(ignored -> Nd4j.getRandom().setSeed(GradientChecks.SEED)));
    }

    @Override
    String prefix() {
        return network.getLayer(SUBJECT).getIndex() + "_";
    }

    @Override
    Network fineTuned() {
        return new SequentialNetwork(new TransferLearning.Builder(network)
                .fineTuneConfiguration(fineTuning())
                .build());
    }

    @Override
    Network frozenBelow() {
        return new SequentialNetwork(new TransferLearning.Builder(network)
                .fineTuneConfiguration(fineTuning())
                .setFeatureExtractor(0)
                .build());
    }

    @Override
    Network replaced(Object layer, Input input, DataFormat format) {
        List<Layer> head = NetworkPlan.named(input.head(format));
        TransferLearning.Builder builder = new TransferLearning.Builder(network)
                .fineTuneConfiguration(fineTuning())
                .removeLayersFromOutput(1 + head.size());
        ((Layer) layer).setLayerName(SUBJECT);
        builder.addLayer((Layer) layer);
        head.forEach(builder::addLayer);
        return new SequentialNetwork(builder.build());
    }

    @Override
    Map<String, INDArray> parametersOf(String layer) {
        return network.getLayer(layer).paramTable();
    }
}
