package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.penalty.GroupLasso;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.regularization.Regularization;

/** How one parameter of a network decays: a line of what {@link AdamW} and {@link SgdW} describe. Immutable. */
public final class ParameterDecay {

    private final String layerName;
    private final String parameterName;
    private final String role;
    private final boolean trained;
    private final List<Regularization> decays;
    private final List<Regularization> penalties;

    ParameterDecay(
            String layerName,
            String parameterName,
            String role,
            boolean trained,
            List<Regularization> decays,
            List<Regularization> penalties) {
        this.layerName = layerName;
        this.parameterName = parameterName;
        this.role = role.toLowerCase(Locale.ROOT).replace('_', '/');
        this.trained = trained;
        this.decays = Collections.unmodifiableList(decays);
        this.penalties = Collections.unmodifiableList(penalties);
    }

    /**
     * The layer or vertex.
     *
     * @return its name in the configuration
     */
    public String layerName() {
        return layerName;
    }

    /**
     * The parameter.
     *
     * @return its name in the layer's {@code paramTable()}, such as {@code W} or {@code fRW}
     */
    public String parameterName() {
        return parameterName;
    }

    /**
     * What the parameter does in its layer.
     *
     * @return weight, bias, gain/shift, activation, statistic or other
     */
    public String role() {
        return role;
    }

    /**
     * Whether training changes the parameter.
     *
     * @return false in frozen layers, and for statistics
     */
    public boolean isTrained() {
        return trained;
    }

    /**
     * The weight decays in effect, DL4J's {@code WeightDecay} or {@link DecoupledWeightDecay}.
     *
     * @return none, one, or several that add up: DL4J registers a global {@code weightDecay(..)} twice
     */
    public List<Regularization> decays() {
        return decays;
    }

    /**
     * Other regularization of the parameter, which {@link AdamW} and {@link SgdW} keep: L1 and L2 go through the updater.
     *
     * @return L1, L2, installed penalties such as {@link GroupLasso}, and foreign regularization
     */
    public List<Regularization> penalties() {
        return penalties;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(layerName + " " + parameterName + " (" + role + "): ");
        text.append(decays.isEmpty() ? "no decay" : joined(decays));
        if (decays.size() > 1) {
            text.append(", ").append(decays.size()).append(" decays that add up");
        }
        if (!penalties.isEmpty()) {
            text.append(", also ").append(joined(penalties));
        }
        return text.append(trained ? "" : ", not trained").toString();
    }

    private static String joined(List<Regularization> list) {
        return list.stream().map(Object::toString).collect(Collectors.joining(" + "));
    }
}
