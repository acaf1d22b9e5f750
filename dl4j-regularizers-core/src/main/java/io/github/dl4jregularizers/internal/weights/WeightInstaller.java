package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a regularization of weights into every layer of a configuration, and checks its effect. */
public abstract class WeightInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(WeightInstaller.class);

    /** For {@link #sharesTheWeightsSettings}. */
    private static final Regularization PROBE = new WeightDecay(0, false);

    private final String name;
    private final String effect;
    private final BiPredicate<String, String> excluded;

    /**
     * Creates an installer. Name and effect are its words in messages: {@code AdamW} and {@code decay}, for example.
     */
    public WeightInstaller(String name, String effect, BiPredicate<String, String> excluded) {
        this.name = name;
        this.effect = effect;
        this.excluded = excluded;
    }

    /**
     * Returns the regularization of a layer that stays beside the new one.
     *
     * @param node the layer
     * @param before the regularization that DL4J applies to the layer's weights
     * @param handed the parameters that this regularization acts on, with their shapes
     */
    protected List<Regularization> kept(
            LayerNode node, List<Regularization> before, Map<String, ParameterShape> handed) {
        return withoutSameKind(node, before);
    }

    /** Tests whether to only remove earlier regularization of the same kind. */
    protected abstract boolean isNever();

    /** Tests whether the new regularization replaces another. */
    protected abstract boolean isSameKind(Regularization regularization);

    /** Tests whether this installer wrote a regularization. */
    protected abstract boolean isInstalled(Regularization regularization);

    /** Creates the regularization of some parameters; {@code some} is null if DL4J passes it no others. */
    protected abstract Regularization regularization(
            LayerNode node, Map<String, ParameterShape> meant, SelectedParameters some);

    /** Returns the new settings of a layer, given the new regularization of its weights. */
    protected abstract TrainingSettings settings(LayerNode node, TrainingSettings old, List<Regularization> weights);

    /** Writes into a copy of a configuration. */
    public final MultiLayerConfiguration installIn(MultiLayerConfiguration conf) {
        MultiLayerConfiguration copy = ConfigurationCopy.of(conf);
        install(LayerTree.of(copy));
        return copy;
    }

    /** Writes into a copy of a configuration. */
    public final ComputationGraphConfiguration installIn(ComputationGraphConfiguration conf) {
        ComputationGraphConfiguration copy = ConfigurationCopy.of(conf);
        install(LayerTree.of(copy));
        return copy;
    }

    private void install(LayerTree tree) {
        List<Runnable> vertices = new ArrayList<>();
        for (LayerNode root : tree.roots()) {
            if (root.layer().isEmpty() && !root.isFrozen()) {
                TrainingSettings settings =
                        settings(root, TrainingSettings.of(root.config()).orElseThrow());
                vertices.add(() -> settings.writeTo(root.config()));
            }
        }
        tree.rewrite(this::configured);
        vertices.forEach(Runnable::run);
    }

    private Layer configured(LayerNode node) {
        Layer layer = node.layer().orElseThrow();
        if (node.isFrozen()) {
            return layer;
        }
        if (!node.isContainer()) {
            layer = configuredLeaf(node, layer);
        }
        verify(node.holding(layer));
        return layer;
    }

    private Layer configuredLeaf(LayerNode node, Layer layer) {
        TrainingSettings old = TrainingSettings.of(layer).orElse(null);
        if (old == null) {
            if (node.parameters().isEmpty()) {
                return layer;
            }
            throw Arguments.invalid(
                    "layer " + node.layerName(),
                    "a BaseLayer or SameDiff layer, which " + name + " can configure",
                    layer.getClass());
        }
        Layer copy = layer.clone();
        settings(node.holding(copy), old).writeTo(copy);
        return copy;
    }

    private static int position(Regularization regularization) {
        return regularization instanceof SelectiveRegularization
                ? ((SelectiveRegularization) regularization).position()
                : 0;
    }

    private TrainingSettings settings(LayerNode node, TrainingSettings old) {
        Map<String, ParameterShape> handed = new LinkedHashMap<>(node.shapes());
        handed.keySet().removeIf(parameter -> !sharesTheWeightsSettings(node.config(), parameter));
        List<Regularization> weights;
        Regularization ours;
        try {
            weights = new ArrayList<>(kept(node, old.regularization(), handed));
            ours = regularizationOf(node, handed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Layer " + node.layerName() + ": " + e.getMessage(), e);
        }
        if (ours != null) {
            weights.add(ours);
        }
        // Proximal penalties act on the whole step, independent of the order of installation.
        weights.sort(Comparator.comparingInt(WeightInstaller::position));
        return settings(node, old, weights);
    }

    /** Null if no parameter is meant. */
    private Regularization regularizationOf(LayerNode node, Map<String, ParameterShape> handed) {
        Map<String, ParameterShape> meant = new LinkedHashMap<>(handed);
        meant.keySet().removeIf(parameter -> !isMeant(node, parameter));
        return meant.isEmpty() ? null : regularization(node, meant, SelectedParameters.of(handed, meant.keySet()));
    }

    /** Tests whether the user's selection includes a parameter. */
    protected final boolean isSelected(LayerNode node, String parameterName) {
        return !excluded.test(node.layerName(), node.parameterPrefix() + parameterName);
    }

    private boolean isMeant(LayerNode node, String parameterName) {
        return !isNever()
                && ParameterRole.of(node.config(), parameterName) == ParameterRole.WEIGHT
                && sharesTheWeightsSettings(node.config(), parameterName)
                && isSelected(node, parameterName);
    }

    /**
     * Tests whether DL4J passes the parameter to the layer's regularization; layers such as OCNNOutputLayer pass none.
     */
    private static boolean sharesTheWeightsSettings(TrainingConfig config, String parameterName) {
        if (config instanceof SameDiffVertex) {
            return ((SameDiffVertex) config).getVertexParams().isWeightParam(parameterName);
        }
        Layer probe = ((Layer) config).clone();
        new TrainingSettings(null, null, List.of(PROBE), null).writeTo(probe);
        List<Regularization> handed = probe.getRegularizationByParam(parameterName);
        return handed != null && handed.contains(PROBE);
    }

    /** Returns the list without regularization of the same kind. Logs a warning if that is DL4J's own. */
    public final List<Regularization> withoutSameKind(LayerNode node, List<Regularization> before) {
        List<Regularization> foreign = before.stream()
                .filter(r -> isSameKind(r) && !(r instanceof SelectiveRegularization))
                .collect(Collectors.toList());
        if (!foreign.isEmpty()) {
            LOG.warn(
                    "Layer {}: {} replaces DL4J's own, which was registered {} time(s): {}",
                    node.layerName(),
                    name,
                    foreign.size(),
                    foreign);
        }
        return before.stream().filter(r -> !isSameKind(r)).collect(Collectors.toList());
    }

    /** Checks the result through DL4J's query: a container may return other settings than its content has. */
    private void verify(LayerNode node) {
        for (LayerNode leaf : node.subtree()) {
            boolean set = TrainingSettings.of(leaf.config()).isPresent();
            for (String parameter :
                    leaf.isFrozen() ? List.<String>of() : leaf.parameters().keySet()) {
                long wanted = set && isMeant(leaf, parameter) ? 1 : 0;
                long registered = RegularizationInEffect.of(node, leaf, parameter).stream()
                        .filter(this::isInstalled)
                        .count();
                if (wanted != registered) {
                    throw Arguments.invalid(
                            effect + " of parameter " + leaf.parameterPrefix() + parameter + " of layer "
                                    + leaf.layerName(),
                            "registered " + wanted + " time(s)",
                            registered + " time(s) in "
                                    + node.config().getClass().getSimpleName()
                                    + " (both directions of a Bidirectional share their settings)");
                }
            }
        }
    }
}
