package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.weights.RegularizationInEffect;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Lists the updater and the regularization in effect on each parameter of a configuration. Decay that DL4J registers
 * twice is listed twice.
 *
 * <pre>{@code
 * DecayReport.of(conf).forEach(System.out::println);
 * }</pre>
 */
public final class DecayReport implements Iterable<DecayReport.Entry>, Serializable {

    private static final long serialVersionUID = 1;

    private final List<Entry> entries;

    private DecayReport(List<Entry> entries) {
        this.entries = Collections.unmodifiableList(entries);
    }

    /**
     * Reports on the configuration of a {@code MultiLayerNetwork}.
     *
     * @param conf a built configuration
     * @return one entry per parameter, in the order of the configuration
     * @throws IllegalArgumentException if conf is missing
     */
    public static DecayReport of(MultiLayerConfiguration conf) {
        return read(LayerTree.of(Arguments.required("conf", conf)));
    }

    /**
     * Reports on the configuration of a {@code ComputationGraph}.
     *
     * @param conf a built configuration
     * @return one entry per parameter, in the order of the configuration
     * @throws IllegalArgumentException if conf is missing
     */
    public static DecayReport of(ComputationGraphConfiguration conf) {
        return read(LayerTree.of(Arguments.required("conf", conf)));
    }

    private static DecayReport read(LayerTree tree) {
        List<Entry> entries = new ArrayList<>();
        for (LayerNode root : tree.roots()) {
            for (LayerNode leaf : root.subtree()) {
                leaf.parameters().keySet().forEach(name -> entries.add(new Entry(root, leaf, name)));
            }
        }
        return new DecayReport(entries);
    }

    static boolean isDecay(Regularization regularization) {
        return regularization instanceof WeightDecay || regularization instanceof DecoupledWeightDecay;
    }

    /**
     * Returns the entries.
     *
     * @return an unmodifiable list with one entry per parameter
     */
    public List<Entry> entries() {
        return entries;
    }

    @Override
    public Iterator<Entry> iterator() {
        return entries.iterator();
    }

    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining("\n"));
    }

    /**
     * Compares two reports.
     *
     * @param before the report on another configuration with the same parameters
     * @return one line per parameter whose updater or regularization differs: the old and the new setting
     * @throws IllegalArgumentException if before is missing or lists other parameters
     */
    public List<String> changesSince(DecayReport before) {
        List<String> names = entries.stream().map(Entry::name).collect(Collectors.toList());
        List<String> former = Arguments.required("before", before).entries.stream()
                .map(Entry::name)
                .collect(Collectors.toList());
        if (!names.equals(former)) {
            throw Arguments.invalid("before", "a report on the parameters " + names, former);
        }
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String old = before.entries.get(i).settings();
            String now = entries.get(i).settings();
            if (!old.equals(now)) {
                changes.add(names.get(i) + ": " + old + " -> " + now);
            }
        }
        return changes;
    }

    /** The updater and the regularization of one parameter. Immutable. */
    public static final class Entry implements Serializable {

        private static final long serialVersionUID = 1;

        private final String name;
        private final String layerName;
        private final String parameterName;
        private final String role;
        private final boolean trained;
        private final IUpdater updater;
        private final List<Regularization> decays;
        private final List<Regularization> penalties;

        private Entry(LayerNode root, LayerNode leaf, String parameter) {
            ParameterRole kind = ParameterRole.of(leaf.config(), parameter);
            Map<Boolean, List<Regularization>> inEffect = RegularizationInEffect.of(root, leaf, parameter).stream()
                    .collect(Collectors.partitioningBy(DecayReport::isDecay));
            name = leaf.networkKey(parameter);
            layerName = leaf.layerName();
            parameterName = leaf.parameterPrefix() + parameter;
            role = kind.name().toLowerCase(Locale.ROOT).replace('_', '/');
            trained = !leaf.isFrozen() && kind != ParameterRole.STATISTIC;
            updater = leaf.isFrozen() ? null : leaf.config().getUpdaterByParam(parameter);
            decays = Collections.unmodifiableList(inEffect.get(true));
            penalties = Collections.unmodifiableList(inEffect.get(false));
        }

        /**
         * Returns the parameter's name in the {@code paramTable()} of the network.
         *
         * @return for example {@code 0_W}, or {@code dense_W} in a graph
         */
        public String name() {
            return name;
        }

        /**
         * Returns the name of the layer or vertex.
         *
         * @return DL4J's layer name; the index of a layer without a name; the vertex name in a graph
         */
        public String layerName() {
            return layerName;
        }

        /**
         * Returns the parameter's name within the layer.
         *
         * @return for example {@code W}, or {@code fRW} in a {@code Bidirectional}
         */
        public String parameterName() {
            return parameterName;
        }

        /**
         * Returns the role of the parameter in its layer.
         *
         * @return weight, bias, gain/shift, activation, statistic or other
         */
        public String role() {
            return role;
        }

        /**
         * Tests whether training updates the parameter by its gradient.
         *
         * @return false in frozen layers, and for statistics
         */
        public boolean isTrained() {
            return trained;
        }

        /**
         * Returns the updater.
         *
         * @return empty in frozen layers, and in a configuration without updaters
         */
        public Optional<IUpdater> updater() {
            return Optional.ofNullable(updater);
        }

        /**
         * Returns the weight decays in effect: DL4J's {@code WeightDecay} and {@link DecoupledWeightDecay}.
         *
         * @return none, one, or several that add up, since DL4J registers a global {@code weightDecay(..)} twice
         */
        public List<Regularization> decays() {
            return decays;
        }

        /**
         * Returns all other regularization in effect, which {@link AdamW} and {@link SgdW} keep.
         *
         * @return L1, L2, penalties of this library, and others
         */
        public List<Regularization> penalties() {
            return penalties;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(name).append(" (").append(role);
            if (!name.equals(layerName + "_" + parameterName)) {
                text.append(" of layer ").append(layerName);
            }
            text.append("): ").append(decays.isEmpty() ? "no decay" : joined(decays));
            if (decays.size() > 1) {
                text.append(", ").append(decays.size()).append(" decays that add up");
            }
            if (!penalties.isEmpty()) {
                text.append(", also ").append(joined(penalties));
            }
            return text.append(trained ? "" : ", not trained").toString();
        }

        private String settings() {
            return updater + ", " + (decays.isEmpty() ? "no decay" : joined(decays))
                    + (penalties.isEmpty() ? "" : ", " + joined(penalties));
        }

        private static String joined(List<Regularization> list) {
            return list.stream().map(Object::toString).collect(Collectors.joining(" + "));
        }
    }
}
