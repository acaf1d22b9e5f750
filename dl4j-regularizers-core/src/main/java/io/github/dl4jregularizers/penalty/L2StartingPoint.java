package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * L2 penalty towards the weights of a pretrained network (L2-SP), for fine-tuning.
 *
 * <p>Formula, summed over all weights w with the starting point v: coefficient/2 (w - v)^2. It is part of the loss and
 * of the score. New layers have no starting point: exclude them, and give them an {@link ElasticNet}.
 *
 * <pre>{@code
 * conf = L2StartingPoint.of(pretrained, 0.01)
 *         .exclude((layer, parameter) -> layer.equals("out"))
 *         .applyTo(conf);
 * conf = new ElasticNet(0, 0.01).only((layer, parameter) -> layer.equals("out")).applyTo(conf);
 * }</pre>
 *
 * <p>The starting point is part of the configuration: JSON, {@code ModelSerializer} and Spark keep it, at about 5 bytes
 * per weight in single precision. It is copied, so the pretrained network may be trained on. Weights are found by layer
 * and parameter name, as in {@code paramTable()}.
 *
 * <p>Errors: {@code IllegalArgumentException} for a weight that the pretrained network does not have in this shape, and
 * in half precision for two weights of one length in one layer. After layers were added, removed or resized, apply it
 * again. Otherwise as {@link ElasticNet}.
 *
 * <p>Paper: Li, Grandvalet and Davoine, "Explicit Inductive Bias for Transfer Learning with Convolutional Networks",
 * ICML 2018.
 */
public final class L2StartingPoint extends WeightPenalty<L2StartingPoint> {

    private static final long serialVersionUID = 1;

    private final ISchedule coefficient;
    /** Of one layer, once installed. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final List<StartingWeight> start;
    /** Of the whole network, by key in {@code paramTable()}; null in an installed penalty. */
    private final transient Map<String, StartingWeight> network;

    private final transient Map<String, ParameterShape> shapes;

    @JsonCreator
    L2StartingPoint(
            @JsonProperty("coefficient") ISchedule coefficient, @JsonProperty("start") List<StartingWeight> start) {
        this(coefficient, start == null ? List.of() : start, null, null, Placement.EVERYWHERE);
    }

    private L2StartingPoint(
            ISchedule coefficient,
            List<StartingWeight> start,
            Map<String, StartingWeight> network,
            Map<String, ParameterShape> shapes,
            Placement placement) {
        super(placement);
        this.coefficient = Coefficient.checked("coefficient", coefficient);
        this.start = List.copyOf(start);
        this.network = network;
        this.shapes = shapes;
    }

    /**
     * Penalizes the distance from a network's present weights.
     *
     * @param pretrained initialized, of either kind
     * @param coefficient of (w - v)^2 / 2, finite and at least 0; 0.01 to 0.1 in the paper
     * @return the penalty
     * @throws IllegalArgumentException if pretrained is missing, or coefficient is outside its range
     */
    public static L2StartingPoint of(Model pretrained, double coefficient) {
        return of(pretrained, new FixedSchedule(coefficient));
    }

    /**
     * Penalizes the distance from a network's present weights, with a coefficient that follows a schedule.
     *
     * @param pretrained initialized, of either kind
     * @param coefficient of (w - v)^2 / 2, finite and at least 0; each value is checked when it is used
     * @return the penalty
     * @throws IllegalArgumentException if an argument is missing, or a fixed coefficient is outside its range
     */
    public static L2StartingPoint of(Model pretrained, ISchedule coefficient) {
        Network view = Network.of("pretrained", pretrained);
        INDArray parameters = Arguments.required("parameters of the pretrained network", pretrained.params());
        INDArray flat = parameters.reshape(parameters.length());
        Map<String, StartingWeight> weights = new HashMap<>();
        Map<String, ParameterShape> shapes = new HashMap<>();
        view.parts().forEach((part, layer) -> layer.paramTable(false).forEach((name, value) -> {
            long from = value.offset() - parameters.offset();
            INDArray values = Detached.of(() -> widened(flat.get(NDArrayIndex.interval(from, from + value.length()))));
            weights.put(part + "_" + name, new StartingWeight(name, from, values));
            shapes.put(part + "_" + name, ParameterShape.of(value));
        }));
        return new L2StartingPoint(coefficient, List.of(), weights, shapes, Placement.EVERYWHERE);
    }

    private static INDArray widened(INDArray values) {
        return values.dataType() == DataType.DOUBLE
                ? values.dup()
                : values.dup().castTo(DataType.FLOAT);
    }

    @Override
    L2StartingPoint placed(Placement other) {
        return new L2StartingPoint(coefficient, start, network, shapes, other);
    }

    /** Selects the starting point of one layer. */
    @Override
    L2StartingPoint within(LayerNode node, Map<String, ParameterShape> weights) {
        if (network == null) {
            throw new IllegalStateException("A penalty from JSON or Java serialization has no network to start from");
        }
        List<StartingWeight> found = new ArrayList<>();
        weights.forEach((name, shape) -> {
            String key = node.networkKey(name);
            ParameterShape known = shapes.get(key);
            if (known == null || !Arrays.equals(known.shape(), shape.shape())) {
                throw Arguments.invalid(
                        "starting point of parameter " + node.parameterPrefix() + name,
                        "of shape " + shape + " in the pretrained network (exclude new layers)",
                        known);
            }
            found.add(network.get(key));
        });
        Set<Long> lengths = found.stream().map(StartingWeight::length).collect(Collectors.toSet());
        if (lengths.size() < found.size() && node.alone().getDataType() == DataType.FLOAT16) {
            throw Arguments.invalid(
                    "weights",
                    "of different lengths in half precision, because DL4J identifies a parameter by its length only",
                    weights);
        }
        return new L2StartingPoint(coefficient, found, null, null, placement());
    }

    @Override
    boolean isNever() {
        return Coefficient.isNever(coefficient);
    }

    @Override
    boolean isElementwise() {
        return true;
    }

    private double coefficientAt(int iteration, int epoch) {
        return Coefficient.at("coefficient", coefficient, iteration, epoch);
    }

    /** DL4J passes no name. The length identifies a weight, and among equal lengths its place in the network. */
    private INDArray distance(INDArray parameter) {
        List<StartingWeight> fitting = start.stream()
                .filter(weight -> weight.length() == parameter.length())
                .collect(Collectors.toList());
        if (fitting.size() > 1) {
            fitting.removeIf(weight -> weight.offset() != parameter.offset());
        }
        if (fitting.size() != 1) {
            throw new IllegalStateException("No starting point for a parameter of length " + parameter.length() + " at "
                    + parameter.offset() + ". The network was changed after applyTo: call it again");
        }
        return parameter.sub(fitting.get(0).like(parameter));
    }

    @Override
    INDArray terms(INDArray parameter, Units units) {
        return distance(parameter).norm2().reshape(1);
    }

    @Override
    double value(double[] terms, INDArray parameter, Units units, int iteration, int epoch) {
        return coefficientAt(iteration, epoch) / 2 * terms[0] * terms[0];
    }

    @Override
    void addGradient(INDArray parameter, INDArray gradient, Units units, int iteration, int epoch) {
        double factor = coefficientAt(iteration, epoch);
        if (factor != 0) {
            Nd4j.exec(new Axpy(distance(parameter), gradient, gradient, factor));
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof L2StartingPoint)) {
            return false;
        }
        L2StartingPoint that = (L2StartingPoint) other;
        return this == that
                || coefficient.equals(that.coefficient)
                        && start.equals(that.start)
                        && Objects.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return Objects.hash(coefficient, start);
    }

    @Override
    public String toString() {
        return "L2StartingPoint(" + Coefficient.described(coefficient) + ")";
    }
}
