package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import io.github.dl4jregularizers.internal.weights.Norms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.clip.ClipByValue;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Clips gradients before the updater, by global norm, by unit-wise norm, or by value.
 *
 * <p>Formulas, for the gradient g and a limit c:
 * <ul>
 *   <li>{@link #globalNorm}: g min(1, c / (||g|| + 1e-6)) over all parameters, equal to {@code clip_grad_norm_}.
 *   <li>{@link #adaptive}: g min(1, c max(||w||, 0.001) / ||g||) per unit with weights w. A unit is a column of a dense
 *       or recurrent weight, a filter, or an embedding row; a bias or gain counts as one unit.
 *   <li>{@link #byValue}: min(max(g, -c), c) per element, equal to {@code clip_grad_value_}.
 * </ul>
 *
 * <p>Each clips the gradient averaged over the minibatch, before L1, L2 and weight decay are added. BatchNorm's running
 * statistics and frozen layers are excluded: DL4J passes updates of statistics as gradients, and its own {@code
 * gradientNormalization} clips them too.
 *
 * <pre>{@code
 * network.addListeners(GradientClipping.globalNorm(1.0));
 * }</pre>
 *
 * <p>NaN propagates, as in PyTorch: {@code globalNorm} makes every gradient NaN, {@code adaptive} the unit, and {@code
 * byValue} keeps NaN. {@link #errorIfNonFinite} throws instead.
 *
 * <p>A listener for {@code MultiLayerNetwork} and {@code ComputationGraph}, not saved with the network. One object can
 * clip several networks. Under {@code ParallelWrapper} each worker clips the gradient of its minibatch. Layerwise
 * pretraining is not supported: add the listener after {@code pretrain()}. Java serialization keeps the settings, which
 * needs serializable exclusions.
 *
 * <p>Papers: Pascanu et al., "On the Difficulty of Training Recurrent Neural Networks", 2013; Brock et al.,
 * "High-Performance Large-Scale Image Recognition Without Normalization", 2021.
 */
public final class GradientClipping extends BaseTrainingListener implements StepListener {

    private static final long serialVersionUID = 1;

    private static final double SMALLEST_NORM_OF_WEIGHTS = 1e-3;

    private enum Method {
        GLOBAL_NORM,
        ADAPTIVE,
        VALUE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Method method;
    private final double limit;
    private final boolean strict;
    private final List<BiPredicate<String, String>> excluded;
    private final transient ThreadLocal<NetworkParameters> last = new ThreadLocal<>();

    private GradientClipping(Method method, double limit, boolean strict, List<BiPredicate<String, String>> excluded) {
        this.method = method;
        this.limit = limit;
        this.strict = strict;
        this.excluded = excluded;
    }

    private Object readResolve() {
        return new GradientClipping(method, limit, strict, excluded);
    }

    private static GradientClipping of(Method method, double limit) {
        return new GradientClipping(method, limit, false, List.of());
    }

    /**
     * Scales the gradients of all parameters by one factor.
     *
     * @param maximum the largest norm c, finite and above 0; often 1
     * @return a listener
     * @throws IllegalArgumentException if maximum is outside its range
     */
    public static GradientClipping globalNorm(double maximum) {
        return of(Method.GLOBAL_NORM, Arguments.positive("maximum", maximum));
    }

    /**
     * Scales the gradient of each unit by its own factor (adaptive gradient clipping, AGC). The paper excludes the last
     * layer: see {@link #exclude}.
     *
     * @param ratio the largest ratio c of a unit's gradient norm to its weight norm, finite and above 0; 0.01 in the
     *     paper
     * @return a listener
     * @throws IllegalArgumentException if ratio is outside its range
     */
    public static GradientClipping adaptive(double ratio) {
        return of(Method.ADAPTIVE, Arguments.positive("ratio", ratio));
    }

    /**
     * Clips each element of the gradient.
     *
     * @param maximum the largest absolute value c, finite and above 0
     * @return a listener
     * @throws IllegalArgumentException if maximum is outside its range
     */
    public static GradientClipping byValue(double maximum) {
        return of(Method.VALUE, Arguments.positive("maximum", maximum));
    }

    /**
     * Excludes parameters: they are not scaled and do not count in the norm. Calls add up.
     *
     * @param exclusion receives the layer's name ({@code layer0} and so on by default) and the parameter's name with
     *     the prefix of containers: {@code ("lstm", "fRW")}
     * @return a new listener
     * @throws IllegalArgumentException if exclusion is missing
     */
    public GradientClipping exclude(BiPredicate<String, String> exclusion) {
        List<BiPredicate<String, String>> all = new ArrayList<>(excluded);
        all.add(Arguments.required("exclusion", exclusion));
        return new GradientClipping(method, limit, strict, List.copyOf(all));
    }

    /**
     * Throws an {@code IllegalStateException} at the first step with a NaN or infinite gradient, before the updater
     * runs.
     *
     * @return a new listener
     */
    public GradientClipping errorIfNonFinite() {
        return new GradientClipping(method, limit, true, excluded);
    }

    @Override
    public Effect effect() {
        return Effect.CHANGES_GRADIENT;
    }

    @Override
    public void onGradientCalculation(Model model) {
        NetworkParameters network = last.get();
        if (network == null || !network.areStillOf(model)) {
            network = new NetworkParameters(model);
            last.set(network);
        }
        List<NetworkParameter> parameters = network.trained().stream()
                .filter(parameter -> excluded.stream()
                        .noneMatch(exclusion -> exclusion.test(parameter.layer.layerName(), parameter.fullName())))
                .collect(Collectors.toList());
        double[] norms = strict || method == Method.GLOBAL_NORM ? norms(parameters) : null;
        if (strict) {
            requireFinite(parameters, norms);
        }
        int batchSize = model.batchSize();
        if (method == Method.GLOBAL_NORM) {
            clipAll(parameters, norms, batchSize);
        } else if (method == Method.VALUE) {
            for (NetworkParameter parameter : parameters) {
                double largest = limit * parameter.divisor(batchSize);
                clip(parameter.gradient, -largest, largest);
            }
        } else {
            List<Units> units = parameters.stream()
                    .map(NetworkParameter::units)
                    .collect(Collectors.toList()); // refuses before it clips
            for (int i = 0; i < units.size(); i++) {
                clipUnits(parameters.get(i), units.get(i), batchSize);
            }
        }
    }

    private static double[] norms(List<NetworkParameter> parameters) {
        return Norms.of(parameters.stream().map(parameter -> parameter.gradient).collect(Collectors.toList()));
    }

    private static void requireFinite(List<NetworkParameter> parameters, double[] norms) {
        List<String> names = IntStream.range(0, norms.length)
                .filter(i -> !Double.isFinite(norms[i]))
                .mapToObj(parameters::get)
                .map(parameter -> parameter.layer.networkKey(parameter.name))
                .collect(Collectors.toList());
        if (!names.isEmpty()) {
            throw new IllegalStateException("The gradient is NaN or infinite in the parameters " + names);
        }
    }

    private void clipAll(List<NetworkParameter> parameters, double[] norms, int batchSize) {
        double squares = 0;
        for (int i = 0; i < norms.length; i++) {
            double norm = norms[i] / parameters.get(i).divisor(batchSize);
            squares += norm * norm;
        }
        double factor = Math.min(1, limit / (Math.sqrt(squares) + 1e-6));
        if (Double.isNaN(factor)) {
            parameters.forEach(parameter -> parameter.gradient.assign(Double.NaN)); // muli(NaN) multiplies by 1e-5
        } else if (factor != 1) {
            parameters.forEach(parameter -> parameter.gradient.muli(factor));
        }
    }

    /** Clips in place and keeps NaN, which ND4J's min and max drop. */
    private static void clip(INDArray values, double smallest, double largest) {
        DynamicCustomOp clip = new ClipByValue(values, smallest, largest);
        clip.addOutputArgument(values);
        Nd4j.exec(clip);
    }

    private void clipUnits(NetworkParameter parameter, Units units, int batchSize) {
        INDArray gradients = units.view(parameter.gradient);
        INDArray norms = units.norms(HalfPrecision.widened(gradients));
        INDArray limits = units.norms(HalfPrecision.widened(units.view(parameter.value)));
        Transforms.max(limits, SMALLEST_NORM_OF_WEIGHTS, false).muli(limit * parameter.divisor(batchSize));
        INDArray factors = limits.divi(norms);
        clip(factors, 0, 1);
        gradients.muli(factors.castTo(gradients.dataType()));
    }

    @Override
    public String toString() {
        return "GradientClipping(" + method + ", " + limit + (strict ? ", error if not finite)" : ")");
    }
}
