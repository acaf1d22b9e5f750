package io.github.dl4jregularizers.optimize;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.LayerNode;
import io.github.dl4jregularizers.internal.LayerTree;
import io.github.dl4jregularizers.internal.ParameterRole;
import io.github.dl4jregularizers.internal.TrainingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes an updater and a decoupled decay into every layer of a configuration, and reads back what decays. */
final class DecoupledInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(DecoupledInstaller.class);

    private static final Regularization PROBE = new DecoupledWeightDecay(0);

    private final String name;
    private final IUpdater updater;
    private final DecoupledWeightDecay decay;
    private final BiPredicate<String, String> excluded;

    /** The name is what messages call it. */
    DecoupledInstaller(
            String name, IUpdater updater, DecoupledWeightDecay decay, BiPredicate<String, String> excluded) {
        this.name = name;
        this.updater = updater;
        this.decay = decay;
        this.excluded = excluded;
    }

    void install(LayerTree tree) {
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
                    "a BaseLayer or SameDiff layer for " + name + " to set it up",
                    layer.getClass());
        }
        Layer copy = layer.clone();
        settings(node.holding(copy), old).writeTo(copy);
        return copy;
    }

    /** What a layer or vertex is to have; biases get the same updater. */
    private TrainingSettings settings(LayerNode node, TrainingSettings old) {
        List<Regularization> weights = withoutDecay(node, old.regularization());
        List<Regularization> biases = withoutDecay(node, old.regularizationBias());
        DecoupledWeightDecay ours = decayOf(node);
        if (ours != null) {
            weights.add(ours);
        }
        return new TrainingSettings(updater.clone(), null, weights, biases);
    }

    /** Null if no parameter decays. */
    private DecoupledWeightDecay decayOf(LayerNode node) {
        Map<String, Long> decayed = new LinkedHashMap<>();
        Map<String, Long> kept = new LinkedHashMap<>();
        node.parameters().forEach((name, length) -> {
            if (sharesTheWeightsSettings(node.config(), name)) {
                (shouldDecay(node, name) ? decayed : kept).put(name, length);
            }
        });
        if (decayed.isEmpty()) {
            return null;
        }
        try {
            return kept.isEmpty() ? decay : decay.of(new DecayedParameters(decayed, kept));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Layer " + node.layerName() + ": " + e.getMessage(), e);
        }
    }

    private boolean shouldDecay(LayerNode node, String parameterName) {
        return !decay.isNever()
                && ParameterRole.of(node.config(), parameterName) == ParameterRole.WEIGHT
                && sharesTheWeightsSettings(node.config(), parameterName)
                && !excluded.test(node.layerName(), node.parameterPrefix() + parameterName);
    }

    /** Whether DL4J hands the parameter to the layer's regularization; some layers, as OCNNOutputLayer, allow none. */
    private static boolean sharesTheWeightsSettings(TrainingConfig config, String parameterName) {
        if (config instanceof SameDiffVertex) {
            return ((SameDiffVertex) config).getVertexParams().isWeightParam(parameterName);
        }
        Layer probe = ((Layer) config).clone();
        new TrainingSettings(null, null, List.of(PROBE), null).writeTo(probe);
        List<Regularization> handed = probe.getRegularizationByParam(parameterName);
        return handed != null && handed.contains(PROBE);
    }

    private List<Regularization> withoutDecay(LayerNode node, List<Regularization> before) {
        List<Regularization> rest =
                before.stream().filter(r -> !DecayReader.isDecay(r)).collect(Collectors.toList());
        List<Regularization> foreign =
                before.stream().filter(WeightDecay.class::isInstance).collect(Collectors.toList());
        if (!foreign.isEmpty()) {
            LOG.warn(
                    "Layer {}: {} replaces DL4J's weight decay, which was registered {} time(s): {}",
                    node.layerName(),
                    name,
                    foreign.size(),
                    foreign);
        }
        return rest;
    }

    /** Asks DL4J, in its own way, what decays now: containers answer for what they hold, and not always as it is set. */
    private void verify(LayerNode node) {
        for (LayerNode leaf : node.subtree()) {
            boolean set = TrainingSettings.of(leaf.config()).isPresent();
            for (String parameter :
                    leaf.isFrozen() ? List.<String>of() : leaf.parameters().keySet()) {
                boolean wanted = set && shouldDecay(leaf, parameter);
                boolean decays = !DecayReader.decays(node, leaf, parameter).isEmpty();
                if (wanted != decays) {
                    throw Arguments.invalid(
                            "decay of parameter " + leaf.parameterPrefix() + parameter + " of layer "
                                    + leaf.layerName(),
                            (decays ? "on" : "off") + ", which is what "
                                    + node.config().getClass().getSimpleName()
                                    + " makes of its settings (both directions of a Bidirectional share one)",
                            wanted ? "on" : "off");
                }
            }
        }
    }
}
