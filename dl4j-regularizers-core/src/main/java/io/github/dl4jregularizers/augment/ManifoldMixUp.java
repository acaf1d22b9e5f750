package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * Manifold mixup: mixes the activations of a random layer, and the labels alike, in every training step.
 *
 * <p>Formula: h = lambda h_i + (1 - lambda) h_j at one place, y = lambda y_i + (1 - lambda) y_j at all outputs. Each
 * step draws the place (uniform over the eligible ones), lambda ~ Beta(alpha, alpha), and a permutation of the batch
 * that yields the partner j of each example i. Inference, evaluation and scores of test data are not changed.
 *
 * <p>Draws are keyed by the seed and the network's iteration. A step that computes several passes, such as
 * sharpness-aware minimization, mixes alike in each. Workers of a {@code ParallelWrapper} mix within their own batches.
 *
 * <p>Places: the network's inputs, and the outputs of the layers or vertices of {@link #after}. The change inserts a
 * layer without parameters per place and wraps the output layers. Parameters keep their order, so {@code params()} of
 * another network fit. In a {@code MultiLayerNetwork}, the indices of later layers increase.
 *
 * <pre>{@code
 * MultiLayerConfiguration conf = new ManifoldMixUp(2, 1).after("pool1", "pool2").applyTo(plain);
 * }</pre>
 *
 * <p>Shapes: activations of rank 2, 4 and 5, in both formats; labels of {@code OutputLayer}, {@code LossLayer}, {@code
 * CnnLossLayer} and {@code Cnn3DLossLayer}. A batch of one example is not changed. A layer around several others, such
 * as {@code ResidualBlock}, mixes before or after it, not inside.
 *
 * <p>Errors: {@code IllegalArgumentException} from {@code applyTo} for an unknown layer, a place that some
 * path from input to output does not pass, layers of sequences, other output layers, truncated backpropagation.
 * {@code IllegalStateException} in training for masks, for activations that are sequences, and for layers frozen later.
 *
 * <p>Paper: Verma et al., "Manifold Mixup: Better Representations by Interpolating Hidden States", ICML 2019: alpha 2,
 * places input and first blocks.
 */
public final class ManifoldMixUp implements ConfigurationChange, Serializable {

    private static final long serialVersionUID = 1L;

    static final String NO_SEQUENCES = "one row, image or volume per example, not sequences";

    private final double alpha;
    private final long seed;
    private final boolean inputs;
    private final List<String> layers;

    /**
     * Mixes the inputs; {@link #after} adds places.
     *
     * @param alpha of the beta distribution, above 0; the paper uses 2
     * @param seed of the draws
     * @throws IllegalArgumentException if alpha is out of its range
     */
    public ManifoldMixUp(double alpha, long seed) {
        this(Arguments.positive("alpha", alpha), seed, true, List.of());
    }

    private ManifoldMixUp(double alpha, long seed, boolean inputs, List<String> layers) {
        this.alpha = alpha;
        this.seed = seed;
        this.inputs = inputs;
        this.layers = layers;
    }

    /**
     * Adds places.
     *
     * @param names of layers or vertices whose output may be mixed; unnamed layers are {@code layer0} and so on
     * @return a new change
     * @throws IllegalArgumentException if there is no name, or one is missing or given twice
     */
    public ManifoldMixUp after(String... names) {
        Arguments.required("layers", names);
        List<String> places = new ArrayList<>(layers);
        for (String name : names) {
            if (places.contains(Arguments.required("layer", name))) {
                throw Arguments.invalid("layer", "given once", name);
            }
            places.add(name);
        }
        return new ManifoldMixUp(alpha, seed, inputs, List.copyOf(places));
    }

    /**
     * Excludes the inputs.
     *
     * @return a new change, which needs a place of {@link #after}
     */
    public ManifoldMixUp withoutInputs() {
        return new ManifoldMixUp(alpha, seed, false, layers);
    }

    @Override
    public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        MultiLayerConfiguration copy = ConfigurationCopy.of(conf);
        requireWholeSequences(copy.getBackpropType());
        new SequentialMixing(copy, key()).insert(inputs, layers);
        return copy;
    }

    @Override
    public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        ComputationGraphConfiguration copy = ConfigurationCopy.of(conf);
        requireWholeSequences(copy.getBackpropType());
        new GraphMixing(copy, key()).insert(inputs, layers);
        return copy;
    }

    private MixDraw.Key key() {
        int places = layers.size() + (inputs ? 1 : 0);
        return new MixDraw.Key(alpha, seed, Arguments.atLeast("number of places", places, 1));
    }

    private static void requireWholeSequences(BackpropType type) {
        if (type == BackpropType.TruncatedBPTT) {
            throw Arguments.invalid("backpropType", "Standard for ManifoldMixUp", type);
        }
    }

    @Override
    public String toString() {
        return "ManifoldMixUp(" + alpha + ", " + seed + (inputs ? ", inputs" : "")
                + (layers.isEmpty() ? "" : ", after " + String.join(", ", layers)) + ")";
    }
}
