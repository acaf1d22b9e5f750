package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A weight w + sigma eps with one draw eps per pass, for all examples and time steps; without a draw, the mean w. The
 * derivative by log sigma^2 is sigma eps / 2 times that by w.
 */
final class DrawnWeight {

    private final Layer layer;
    private final String weight;
    private final String logVariance;
    private final WeightedDivergence divergence;
    /** sigma eps of the last training pass, in the workspace of the caller; null after an inference pass. */
    private INDArray perturbation;

    private INDArray drawn;
    /** eps of the last training pass; the score is computed after the backward pass. */
    private INDArray draws;

    DrawnWeight(Layer layer, String weight, String logVariance, WeightSettings settings) {
        this.layer = layer;
        this.weight = weight;
        this.logVariance = logVariance;
        divergence = new WeightedDivergence(layer, settings.divergence(), settings.klWeight());
    }

    void draw(NoiseSource noise, LayerWorkspaceMgr workspaces) {
        INDArray mean = layer.getParam(weight);
        draws = LayerDraws.ofWeights(mean, noise);
        LayerWorkspaceMgr memory = BackwardArrays.in(workspaces);
        INDArray variance = Scratch.exp(layer.getParam(logVariance), ArrayType.INPUT, memory);
        perturbation = Transforms.sqrt(variance, false).muli(draws);
        drawn = memory.dup(ArrayType.INPUT, perturbation, mean.ordering()).addi(mean);
    }

    void useMean() {
        clear();
        draws = null;
    }

    INDArray value() {
        return drawn == null ? layer.getParam(weight) : drawn;
    }

    /** Writes the gradient of log sigma^2, given that of the weight, and adds those of the divergence. */
    void backpropagate(Map<String, INDArray> gradients, LayerWorkspaceMgr workspaces) {
        INDArray ofWeight = gradients.get(weight);
        INDArray ofVariance = gradients.get(logVariance);
        if (perturbation == null) {
            ofVariance.assign(0);
        } else {
            ofVariance.assign(ofWeight).muli(perturbation).muli(0.5);
        }
        divergence.addDerivatives(
                layer.getParam(weight),
                layer.getParam(logVariance),
                draws,
                Map.of(WEIGHT_KEY, ofWeight, LOG_VARIANCE_KEY, ofVariance),
                workspaces);
    }

    double divergenceScore() {
        return divergence.score(layer.getParam(weight), layer.getParam(logVariance), draws);
    }

    /** Drops the state of the backward pass. */
    void clear() {
        perturbation = null;
        drawn = null;
    }
}
