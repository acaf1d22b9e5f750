package io.github.dl4jregularizers.internal.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The view of a {@code MultiLayerNetwork}. */
final class SequentialNetwork extends Network {

    private final MultiLayerNetwork network;

    SequentialNetwork(MultiLayerNetwork network) {
        this.network = network;
    }

    @Override
    public Model model() {
        return network;
    }

    @Override
    public <R> R configuration(
            Function<MultiLayerConfiguration, R> ofSequence, Function<ComputationGraphConfiguration, R> ofGraph) {
        return ofSequence.apply(network.getLayerWiseConfigurations());
    }

    @Override
    public Map<String, Trainable> parts() {
        Map<String, Trainable> parts = new LinkedHashMap<>();
        for (Trainable layer : network.getLayers()) {
            parts.put(String.valueOf(parts.size()), layer);
        }
        return parts;
    }

    @Override
    public List<Layer> layers() {
        return List.of(network.getLayers());
    }

    @Override
    public int inputs() {
        return 1;
    }

    @Override
    public BackpropType backpropType() {
        return network.getLayerWiseConfigurations().getBackpropType();
    }

    @Override
    public boolean dividesByMinibatch() {
        return network.conf().isMiniBatch();
    }

    @Override
    public int iteration() {
        return network.getIterationCount();
    }

    @Override
    public int epoch() {
        return network.getEpochCount();
    }

    @Override
    public void setCounts(int iteration, int epoch) {
        network.setIterationCount(iteration);
        network.setEpochCount(epoch);
    }

    @Override
    public List<TrainingListener> listeners() {
        return (List<TrainingListener>) network.getListeners();
    }

    @Override
    public void setListeners(List<TrainingListener> listeners) {
        network.setListeners(listeners);
    }

    @Override
    public BaseMultiLayerUpdater<?> updater(boolean create) {
        return (BaseMultiLayerUpdater<?>) network.getUpdater(create);
    }

    @Override
    public void setScore(double score) {
        network.setScore(score);
    }

    @Override
    public double score(DataSet data) {
        return network.score(data, false);
    }

    @Override
    public List<String> outputNames() {
        return List.of();
    }

    @Override
    public INDArray[] output(INDArray[] features, INDArray[] masks, INDArray[] labelMasks) {
        return new INDArray[] {network.output(features[0], false, first(masks), first(labelMasks))};
    }

    private static INDArray first(INDArray[] masks) {
        return masks == null ? null : masks[0];
    }

    @Override
    Model copy(INDArray parameters) {
        MultiLayerNetwork copy =
                new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
        copy.init(parameters, false);
        return copy;
    }

    @Override
    public Model converted(DataType type) {
        return network.convertDataType(type);
    }

    @Override
    public INDArray[] features() {
        return new INDArray[] {network.getInput()};
    }

    /** DL4J keeps the mask in the layers only. That of a single layer is the labels' mask. */
    @Override
    public INDArray[] featuresMasks() {
        INDArray mask = network.getnLayers() > 1 ? network.getLayer(0).getMaskArray() : null;
        return mask == null ? null : new INDArray[] {mask};
    }

    @Override
    public void setLabels(INDArray[] labels) {
        network.setLabels(labels[0]);
    }

    @Override
    public void repeatPass() {
        network.computeGradientAndScore();
    }

    @Override
    public void pass(INDArray[] features, INDArray[] labels, INDArray[] featuresMasks, INDArray[] labelsMasks) {
        if (backpropType() == BackpropType.TruncatedBPTT) {
            network.rnnClearPreviousState();
        }
        network.setInput(features[0]);
        network.setLabels(labels[0]);
        network.setLayerMaskArrays(
                featuresMasks == null ? null : featuresMasks[0], labelsMasks == null ? null : labelsMasks[0]);
        network.computeGradientAndScore();
        clear();
        network.clearLayerMaskArrays();
    }

    @Override
    public void initializeGradients() {
        if (network.getFlattenedGradients() == null) {
            network.initGradientsView();
        }
    }

    @Override
    public void setBatch(INDArray features, INDArray labels) {
        if (features == null) {
            clear();
        } else {
            network.setInput(features);
            network.setLabels(labels);
        }
    }

    @Override
    public void update(int batchSize) {
        network.getUpdater()
                .update(network, network.gradient(), iteration(), epoch(), batchSize, LayerWorkspaceMgr.noWorkspaces());
        network.params()
                .subi(network.getFlattenedGradients().reshape(network.params().shape()));
        network.applyConstraints(iteration(), epoch());
    }

    /** Drops activations and the batch. DL4J's {@code clear()} drops the updater and its state too. */
    private void clear() {
        Updater updater = network.getUpdater(false);
        network.clear();
        if (updater != null) {
            network.setUpdater(updater);
        }
    }
}
