package io.github.dl4jregularizers.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link NetworkView} of a {@code MultiLayerNetwork}. Value 0 is the input, value i + 1 the output of layer i. */
final class SequentialView implements NetworkView {

    private final MultiLayerNetwork original;
    private final MultiLayerNetwork view;
    private final StochasticSites sites = new StochasticSites();
    private final List<Step> steps = new ArrayList<>();
    private final List<OutputLayout> layouts;

    SequentialView(MultiLayerNetwork network) {
        original = network;
        MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
        conf.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        conf.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        List<Boolean> noisy = new ArrayList<>();
        for (NeuralNetConfiguration layer : conf.getConfs()) {
            Optional<Layer> sampled = sites.sampled(layer.getLayer());
            sampled.ifPresent(layer::setLayer);
            noisy.add(sampled.isPresent());
        }
        view = new MultiLayerNetwork(conf);
        view.init(network.numParams() == 0 ? null : network.params(), false);
        for (int i = 0; i < view.getnLayers(); i++) {
            steps.add(new LayerStep(i, i + 1, noisy.get(i), conf.getInputPreProcess(i), view.getLayer(i)));
        }
        layouts = OutputLayout.of(network);
    }

    @Override
    public StochasticSites sites() {
        return sites;
    }

    @Override
    public int values() {
        return steps.size() + 1;
    }

    @Override
    public int[] inputs() {
        return new int[] {0};
    }

    @Override
    public int[] outputs() {
        return new int[] {steps.size()};
    }

    @Override
    public List<OutputLayout> layouts() {
        return layouts;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void synchronize() {
        for (org.deeplearning4j.nn.api.Layer layer : view.getLayers()) {
            layer.setIterationCount(original.getIterationCount());
            layer.setEpochCount(original.getEpochCount());
        }
    }

    @Override
    public void prepare(INDArray[] features, INDArray[] masks, int batch) {
        view.clearLayerMaskArrays();
        view.setInputMiniBatchSize(batch);
        if (masks != null) {
            view.setLayerMaskArrays(masks[0], null);
        }
    }

    @Override
    public void clear() {
        for (org.deeplearning4j.nn.api.Layer layer : view.getLayers()) {
            layer.clear();
            layer.clearNoiseWeightParams();
        }
    }
}
