package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.config.CompositeLayer;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/**
 * The stochastic sites of a network: where it draws in training. Makes them draw at inference, each from a separate
 * {@link SampleNoise}. Sites are numbered in the order of the configuration, inner layers before the layer around them.
 * Frozen layers do not draw, as in training.
 */
final class StochasticSites {

    private final List<SampleNoise> sources = new ArrayList<>();
    private int sites;
    private boolean perExample = true;
    private boolean backend;

    /**
     * Makes a layer draw at inference.
     *
     * @param layer a layer of the network
     * @return a copy that draws; empty if there is nothing to draw
     */
    Optional<Layer> sampled(Layer layer) {
        int before = sites;
        Layer sampled = sampled(InnerLayers.copy(layer), false);
        return sites == before ? Optional.empty() : Optional.of(sampled);
    }

    /**
     * Makes a vertex draw at inference.
     *
     * @param vertex a vertex that is not a layer
     * @return a copy that draws; empty if there is nothing to draw
     */
    Optional<GraphVertex> sampled(GraphVertex vertex) {
        return vertex instanceof Stochastic && ((Stochastic) vertex).draws()
                ? Optional.of((GraphVertex) withSource((Stochastic) vertex))
                : Optional.empty();
    }

    /** Returns the sources, in the order of their sites. */
    List<SampleNoise> sources() {
        return sources;
    }

    /** Tests whether any site draws. */
    boolean exist() {
        return sites > 0;
    }

    /** Tests whether all sites draw per example. */
    boolean drawPerExample() {
        return perExample;
    }

    /** Tests whether a site draws from ND4J's generator, because its class has no source that can be set. */
    boolean drawFromBackend() {
        return backend;
    }

    /**
     * Changes the given layer in place.
     *
     * @param inTrainingMode whether a layer around it runs in training mode
     */
    private Layer sampled(Layer layer, boolean inTrainingMode) {
        if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
            return layer;
        }
        boolean draws = draws(layer);
        if (draws && layer instanceof CompositeLayer) {
            int before = sites;
            Layer holding = holdingSampled(layer, false);
            // A layer inside runs on the kept examples only, without their indices.
            perExample &= sites == before;
            return (Layer) withSource((Stochastic) holding);
        }
        if (layer instanceof CompositeLayer || holdsComposite(layer)) {
            return holdingSampled(layer, false);
        }
        int before = sites;
        Layer noisy = LayerDescription.ownActivationNoise(layer)
                .map(noise -> LayerDescription.withDropout(layer, exchanged(noise)))
                .orElseGet(() -> draws ? (Layer) withSource((Stochastic) holdingOrLeaf(layer)) : holdingOrLeaf(layer));
        return inTrainingMode || sites == before ? noisy : new TrainingModeLayer(noisy);
    }

    private static boolean draws(Layer layer) {
        return layer instanceof Stochastic && ((Stochastic) layer).draws();
    }

    private static boolean holdsComposite(Layer layer) {
        return InnerLayers.of(layer).values().stream()
                .anyMatch(inner -> inner instanceof CompositeLayer || holdsComposite(inner));
    }

    private Layer holdingOrLeaf(Layer layer) {
        return InnerLayers.of(layer).isEmpty() ? withDropout(layer) : holdingSampled(layer, true);
    }

    private Layer holdingSampled(Layer layer, boolean inTrainingMode) {
        Map<String, Layer> content = new LinkedHashMap<>(InnerLayers.of(layer));
        content.replaceAll((prefix, inner) -> sampled(inner, inTrainingMode));
        return InnerLayers.replace(layer, content);
    }

    private Layer withDropout(Layer layer) {
        if (layer.getIDropout() != null) {
            layer.setIDropout(exchanged(layer.getIDropout()));
        }
        if (LayerDescription.drawsFromBackend(layer)) {
            drawsFromBackend();
        }
        return layer;
    }

    private IDropout exchanged(IDropout dropout) {
        Stochastic known = DropoutExchange.of(dropout);
        if (known == null) {
            drawsFromBackend();
            return dropout;
        }
        return (IDropout) withSource(known);
    }

    private void drawsFromBackend() {
        sites++;
        backend = true;
        perExample = false;
    }

    private Object withSource(Stochastic drawing) {
        SampleNoise source = new SampleNoise(sources.size());
        sources.add(source);
        sites++;
        perExample &= drawing.drawsPerExample();
        return drawing.withNoise(source);
    }
}
