package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.VariationalDense;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Makes every hidden dense layer a {@link VariationalDense}, which prunes its own weights; the classifier stays as it is.
 *
 * <p>Takes a few hundred iterations: 17 epochs of the program's 500 shapes, 20 iterations each, prune over 99 % of the cnn's
 * 65536 weights. After each run the program says how many are pruned.
 *
 * <p>Paper: Molchanov, Ashukha and Vetrov, "Variational Dropout Sparsifies Deep Neural Networks", ICML 2017.
 */
final class SparseVariational {

    /** Half the evidence lower bound's: enough to prune nearly all, and less of a brake on learning from few images. */
    private static final double BETA = 0.5;

    /** A sixth of the variance of He et al.'s weights at 1024 inputs: noise to learn with, and a short way to pruning. */
    private static final double INITIAL_LOG_VARIANCE = -8;

    /** The divergence reaches its full weight after one part in so many of the training. */
    private static final int WARM_UP_SHARE = 4;

    private SparseVariational() {}

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
}
