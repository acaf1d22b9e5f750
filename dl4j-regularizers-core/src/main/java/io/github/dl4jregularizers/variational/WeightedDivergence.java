package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import io.github.dl4jregularizers.noise.SeededNoise;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The {@link PriorDivergence} of a layer's weights, times {@link KlWeight}, in score and gradients. */
final class WeightedDivergence {

    private final Layer layer;
    private final PriorDivergence prior;
    private final KlWeight klWeight;

    WeightedDivergence(Layer layer, PriorDivergence prior, KlWeight klWeight) {
        this.layer = layer;
        this.prior = prior;
        this.klWeight = klWeight;
    }

    /**
     * The share of the score.
     *
     * @param draws of the last training pass; null after an inference pass or if the divergence is exact
     */
    double score(INDArray weights, INDArray logVariance, INDArray draws) {
        return weight() * prior.value(weights, logVariance, known(weights, draws));
    }

    /**
     * Adds the gradients, times the batch size, because DL4J divides all gradients by it.
     *
     * @param gradients by the keys of {@link PriorDivergence#addDerivatives}
     */
    void addDerivatives(
            INDArray weights,
            INDArray logVariance,
            INDArray draws,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        long divisor =
                RunningConfiguration.dividesByMinibatch(layer) ? layer.input().size(0) : 1;
        prior.addDerivatives(weights, logVariance, known(weights, draws), weight() * divisor, gradients, workspaces);
    }

    /** After an inference pass: fixed draws, so that equal scores repeat. */
    private INDArray known(INDArray weights, INDArray draws) {
        if (!prior.isSampled() || draws != null) {
            return draws;
        }
        INDArray fixed = Nd4j.createUninitialized(weights.dataType(), weights.shape(), 'c');
        new SeededNoise(0, layer.getIndex(), 0, 1).gaussian(fixed, 0, 1);
        return fixed;
    }

    private double weight() {
        return klWeight.at(layer.getIterationCount(), layer.getEpochCount());
    }
}
