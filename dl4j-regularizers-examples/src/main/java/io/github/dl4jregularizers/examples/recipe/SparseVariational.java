package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.internal.LayerTree;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.VariationalDense;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Makes every hidden dense layer a {@link VariationalDense}, which prunes its own weights; the classifier stays as it is.
 * Refuses a network without such a layer, which would train as the baseline does.
 *
 * <p>Takes a few hundred iterations: 17 epochs of the program's 500 shapes, 20 iterations each, prune over 99 % of the cnn's
 * 65536 weights. After each run the program says how many are pruned.
 *
 * <p>Paper: Molchanov, Ashukha and Vetrov, "Variational Dropout Sparsifies Deep Neural Networks", ICML 2017.
 */
final class SparseVariational implements Recipe.Change {

    static final String NAME = "sparse-variational";

    /** Half the evidence lower bound's: enough to prune nearly all, and less of a brake on learning from few images. */
    private static final double BETA = 0.5;

    /** A sixth of the variance of He et al.'s weights at 1024 inputs: noise to learn with, and a short way to pruning. */
    private static final double INITIAL_LOG_VARIANCE = -8;

    /** The divergence reaches its full weight after one part in so many of the training. */
    private static final int WARM_UP_SHARE = 4;

    /** The layer as the recipe has it, for a training of this length on so many images. */
    static Layer dense(TrainingPlan plan, FeedForwardLayer layer) {
        if (!(layer instanceof DenseLayer)) {
            return layer;
        }
        return new VariationalDense.Builder()
                .nOut(layer.getNOut())
                .hasBias(((DenseLayer) layer).hasBias())
                .activation(layer.getActivationFn())
                .klWeight(KlWeight.forTrainingExamples(plan.images())
                        .beta(BETA)
                        .warmUp(plan.iterations() / WARM_UP_SHARE))
                .initialLogVariance(INITIAL_LOG_VARIANCE)
                .build();
    }

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        require(LayerTree.of(configuration));
        return configuration;
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        require(LayerTree.of(configuration));
        return configuration;
    }

    private static void require(LayerTree network) {
        if (network.nodes().stream().noneMatch(node -> node.layer().orElse(null) instanceof VariationalDense)) {
            throw new IllegalArgumentException(
                    "recipe " + NAME + " needs a network with a hidden dense layer, such as cnn");
        }
    }
}
