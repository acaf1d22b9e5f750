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
 * Finds the places where a network draws in training, and lets it draw there at inference, from a {@link SampleNoise}
 * each. They are numbered in the order of the configuration; what a layer holds comes before the layer itself. Frozen
 * layers draw nothing in training either.
 */
final class NoisePlaces {

    private final List<SampleNoise> sources = new ArrayList<>();
    private int places;
    private boolean perExample = true;
    private boolean backend;

    /**
     * A layer that draws at inference.
     *
     * @param layer a layer of the network
     * @return a copy that draws; empty if there is nothing to draw
     */
    Optional<Layer> sampled(Layer layer) {
        int before = places;
        Layer sampled = sampled(InnerLayers.copy(layer), false);
        return places == before ? Optional.empty() : Optional.of(sampled);
    }

    /**
     * A vertex that draws from a source of its own.
     *
     * @param vertex a vertex of the network that is no layer
     * @return a copy that draws; empty if there is nothing to draw
     */
    Optional<GraphVertex> sampled(GraphVertex vertex) {
        return vertex instanceof Stochastic && ((Stochastic) vertex).draws()
                ? Optional.of((GraphVertex) withSource((Stochastic) vertex))
                : Optional.empty();
    }

    /** The sources, by their numbers. */
    List<SampleNoise> sources() {
        return sources;
    }

    /** Whether there is any place. */
    boolean exist() {
        return places > 0;
    }

    /** Whether every example has draws of its own at every place. */
    boolean drawPerExample() {
        return perExample;
    }

    /** Whether there is noise of a class that does not let its source be chosen: it draws from ND4J's generator. */
    boolean drawFromBackend() {
        return backend;
    }

    /**
     * Works on the given layer itself.
     *
     * @param inTrainingMode whether a layer around it is in training mode, and so this one is
     */
    private Layer sampled(Layer layer, boolean inTrainingMode) {
        if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
            return layer;
        }
        boolean draws = draws(layer);
        if (draws && layer instanceof CompositeLayer) {
            int before = places;
            Layer holding = holdingSampled(layer, false);
            // A layer inside that gets some of the examples only could not tell which.
            perExample &= places == before;
            return (Layer) withSource((Stochastic) holding);
        }
        if (layer instanceof CompositeLayer || holdsComposite(layer)) {
            return holdingSampled(layer, false);
        }
        int before = places;
        Layer noisy = LayerDescription.ownActivationNoise(layer)
                .map(noise -> LayerDescription.withDropout(layer, exchanged(noise)))
                .orElseGet(() -> draws ? (Layer) withSource((Stochastic) holdingOrLeaf(layer)) : holdingOrLeaf(layer));
        return inTrainingMode || places == before ? noisy : new TrainingModeLayer(noisy);
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
        places++;
        backend = true;
        perExample = false;
    }

    private Object withSource(Stochastic drawing) {
        SampleNoise source = new SampleNoise(sources.size());
        sources.add(source);
        places++;
        perExample &= drawing.drawsPerExample();
        return drawing.withNoise(source);
    }
}
