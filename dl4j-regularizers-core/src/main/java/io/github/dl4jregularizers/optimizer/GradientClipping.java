package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Limits gradients before the updater gets them, by the norm of the whole network's gradient or unit by unit.
 *
 * <p>Formula of {@link #globalNorm}, for the gradient g of all parameters together: g min(1, c / (||g|| + 1e-6)), the numbers
 * of PyTorch's {@code clip_grad_norm_}. Formula of {@link #adaptive}, for the gradient g and the weights w of each unit: g
 * min(1, c max(||w||, 0.001) / ||g||). A unit is all that makes one output: a column of a dense or recurrent weight, a
 * filter, a word of an embedding; a bias or a gain is one unit altogether.
 *
 * <p>Both see the gradient of the mean over the minibatch, which is what DL4J's updater gets, and clip before L1, L2 and
 * weight decay are added. The running statistics of BatchNorm are left alone: DL4J carries their updates among the
 * gradients, and its own {@code gradientNormalization} clips them too, which corrupts them. So are frozen layers.
 *
 * <pre>{@code
 * network.addListeners(GradientClipping.globalNorm(1.0));
 * }</pre>
 *
 * <p>A listener, for {@code MultiLayerNetwork} and {@code ComputationGraph}: it is not saved with the network. One object
 * can serve several networks. Under {@code ParallelWrapper} each worker clips the gradient of its own minibatch. Clipping
 * is refused for layers that are pretrained by themselves. Papers: Pascanu et al., "On the Difficulty of Training
 * Recurrent Neural Networks", 2013; Brock et al., "High-Performance Large-Scale Image Recognition Without
 * Normalization", 2021.
 */
public final class GradientClipping extends BaseTrainingListener {

    private static final double SMALLEST_NORM_OF_WEIGHTS = 1e-3;

    private final double limit;
    private final boolean adaptive;
    private final BiPredicate<String, String> excluded;
    private final ThreadLocal<NetworkParameters> last = new ThreadLocal<>();

    private GradientClipping(double limit, boolean adaptive, BiPredicate<String, String> excluded) {
        this.limit = limit;
        this.adaptive = adaptive;
        this.excluded = excluded;
    }

    /**
     * Scales the gradients of all parameters by one factor.
     *
     * @param maximum c: the largest norm, finite and above 0; often 1
     * @return a listener
     * @throws IllegalArgumentException if maximum is outside its range
     */
    public static GradientClipping globalNorm(double maximum) {
        return new GradientClipping(Arguments.positive("maximum", maximum), false, (layer, parameter) -> false);
    }

    /**
     * Scales the gradient of each unit by a factor of its own: adaptive gradient clipping, AGC. The paper leaves out the
     * last layer: {@link #exclude} it.
     *
     * @param ratio c: the largest norm of a gradient relative to that of its weights, finite and above 0; 0.01 in the paper
     * @return a listener
     * @throws IllegalArgumentException if ratio is outside its range
     */
    public static GradientClipping adaptive(double ratio) {
        return new GradientClipping(Arguments.positive("ratio", ratio), true, (layer, parameter) -> false);
    }

    /**
     * The same clipping, without some parameters: they are not scaled, and no part of the norm. Calls add up.
     *
     * @param exclusion is given the layer's name, which is {@code layer0} and so on if the user gave none, and the
     *     parameter's name in it, with the prefix of containers: {@code ("lstm", "fRW")}
     * @return a new listener
     */
    public GradientClipping exclude(BiPredicate<String, String> exclusion) {
        return new GradientClipping(limit, adaptive, excluded.or(Arguments.required("exclusion", exclusion)));
    }

    @Override
    public void onGradientCalculation(Model model) {
        NetworkParameters network = last.get();
        if (network == null || !network.areStillOf(model)) {
            network = new NetworkParameters(model);
            last.set(network);
        }
        List<NetworkParameter> parameters = network.trained().stream()
                .filter(parameter -> !excluded.test(parameter.layer.layerName(), parameter.fullName()))
                .collect(Collectors.toList());
        if (adaptive) {
            List<Units> units = parameters.stream()
                    .map(NetworkParameter::units)
                    .collect(Collectors.toList()); // refuses before it clips
            for (int i = 0; i < units.size(); i++) {
                clipUnits(parameters.get(i), units.get(i), model.batchSize());
            }
        } else {
            clipAll(parameters, model.batchSize());
        }
    }

    private void clipAll(List<NetworkParameter> parameters, int batchSize) {
        double squares = 0;
        for (NetworkParameter parameter : parameters) {
            double norm = parameter.gradient.norm2Number().doubleValue() / parameter.divisor(batchSize);
            squares += norm * norm;
        }
        double factor = Math.min(1, limit / (Math.sqrt(squares) + 1e-6));
        if (factor != 1) {
            parameters.forEach(parameter -> parameter.gradient.muli(factor));
        }
    }

    private void clipUnits(NetworkParameter parameter, Units units, int batchSize) {
        INDArray gradients = units.view(parameter.gradient);
        INDArray limits = Transforms.max(units.norms(units.view(parameter.value)), SMALLEST_NORM_OF_WEIGHTS, false)
                .muli(limit * parameter.divisor(batchSize));
        gradients.muli(Transforms.min(limits.divi(units.norms(gradients)), 1, false));
    }

    @Override
    public String toString() {
        return "GradientClipping(" + (adaptive ? "adaptive, " : "global norm, ") + limit + ")";
    }
}
