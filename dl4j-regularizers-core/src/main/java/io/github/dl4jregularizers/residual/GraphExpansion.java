package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * Expands every {@link LayerSequence}, {@link ResidualBlock} and {@link ConcatenationBlock} of a {@code
 * ComputationGraph}.
 *
 * <p>The last vertex takes the name of the expanded one, so that its readers stay as they are.
 */
final class GraphExpansion {

    private final ComputationGraphConfiguration conf;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Copies the configuration and expands the copy. */
    GraphExpansion(ComputationGraphConfiguration fused) {
        conf = ConfigurationCopy.of(fused);
        conf.setTopologicalOrder(null);
        conf.setTopologicalOrderStr(null);
        for (String name : List.copyOf(conf.getVertices().keySet())) {
            GraphVertex vertex = conf.getVertices().get(name);
            if (vertex instanceof LayerVertex) {
                LayerVertex layer = (LayerVertex) vertex;
                String source = conf.getVertexInputs().get(name).get(0);
                FusableLayer expanded = FusableLayer.of(layer.getLayerConf().getLayer());
                new Position(layer.getLayerConf(), expanded, name, new Place(name, ""))
                        .add(expanded.layer(), layer.getPreProcessor(), source);
            } else {
                places.put(name, new Place(name, ""));
            }
        }
    }

    Rewriting<ComputationGraphConfiguration> rewriting() {
        return new Rewriting<>(conf, places);
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2;
                conf.getVertices().containsKey(name) || conf.getNetworkInputs().contains(name);
                i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    /** The position of a layer in the graph: its surroundings, the vertex that its last part becomes, and its place. */
    private final class Position {

        private final NeuralNetConfiguration surroundings;
        private final FusableLayer expanded;
        private final String name;
        private final Place place;

        private Position(NeuralNetConfiguration surroundings, FusableLayer expanded, String name, Place place) {
            this.surroundings = surroundings;
            this.expanded = expanded;
            this.name = name;
            this.place = place;
        }

        private void add(Layer layer, InputPreProcessor preprocessor, String source) {
            if (layer instanceof LayerSequence) {
                chain(((LayerSequence) layer).innerLayers(), preprocessor, source, name);
            } else if (layer instanceof ResidualBlock) {
                block((ResidualBlock) layer, preprocessor, source);
            } else if (layer instanceof ConcatenationBlock) {
                concatenation((ConcatenationBlock) layer, preprocessor, source);
            } else {
                put(name, layer, preprocessor, source);
                places.put(name, place);
            }
        }

        /** Adds layers in sequence; returns the vertex of the last one, or the source if there are none. */
        private String chain(Map<String, Layer> layers, InputPreProcessor first, String source, String last) {
            String at = source;
            int left = layers.size();
            for (Map.Entry<String, Layer> inner : layers.entrySet()) {
                left--;
                String own = inner.getValue().getLayerName();
                String wanted = own == null ? name + "-" + inner.getKey().replace(".", "") : own;
                String vertex = left == 0 && last != null ? last : reserved(wanted);
                boolean isFirst = at.equals(source);
                new Position(surroundings, expanded, vertex, place.inside(inner.getKey()))
                        .add(inner.getValue(), isFirst ? first : null, at);
                at = vertex;
            }
            return at;
        }

        private void block(ResidualBlock block, InputPreProcessor preprocessor, String source) {
            if (block.scaleAtInference() && block.draws()) {
                throw Arguments.invalid(
                        "scaleAtInference of block " + name,
                        "false, because DL4J has no layer that scales at inference only",
                        true);
            }
            String in = preprocessed(preprocessor, source);
            Map<String, Layer> body = new LinkedHashMap<>(block.innerLayers());
            Map<String, Layer> shortcut = new LinkedHashMap<>(block.innerLayers());
            body.keySet().removeIf(prefix -> !ResidualBlock.isBody(prefix));
            shortcut.keySet().removeIf(ResidualBlock::isBody);
            boolean isActivated = !(block.activation() instanceof ActivationIdentity);
            String sum = isActivated ? reserved(name + "-add") : name;
            List<String> paths = new ArrayList<>();
            paths.add(chain(body, null, in, null));
            paths.add(chain(shortcut, null, in, null));
            put(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), paths);
            if (isActivated) {
                put(name, new ActivationLayer(block.activation()), null, sum);
            }
        }

        private void concatenation(ConcatenationBlock block, InputPreProcessor preprocessor, String source) {
            String in = preprocessed(preprocessor, source);
            List<String> paths = new ArrayList<>();
            for (List<String> prefixes : block.prefixes()) {
                Map<String, Layer> path = new LinkedHashMap<>(block.innerLayers());
                path.keySet().retainAll(prefixes);
                paths.add(chain(path, null, in, null));
            }
            MergeVertex merge = new MergeVertex();
            if (block.axis() != merge.getMergeAxis()) {
                merge.setMergeAxis(block.axis());
            }
            put(name, merge, paths);
        }

        /** Puts a preprocessor before the paths of a block; returns the vertex that they read. */
        private String preprocessed(InputPreProcessor preprocessor, String source) {
            if (preprocessor == null) {
                return source;
            }
            String in = reserved(name + "-input");
            conf.getVertices().put(in, new PreprocessorVertex(preprocessor));
            conf.getVertexInputs().put(in, new ArrayList<>(List.of(source)));
            return in;
        }

        /** Finds a free vertex name, and keeps it from being found again. */
        private String reserved(String wanted) {
            String vertex = free(wanted);
            conf.getVertices().put(vertex, conf.getVertices().get(name));
            return vertex;
        }

        private void put(String vertex, GraphVertex meeting, List<String> paths) {
            conf.getVertices().put(vertex, expanded.isFrozen() ? new FrozenVertex(meeting) : meeting);
            conf.getVertexInputs().put(vertex, paths);
        }

        private void put(String vertex, Layer layer, InputPreProcessor preprocessor, String source) {
            NeuralNetConfiguration own = surroundings.clone();
            own.clearVariables();
            layer.setLayerName(vertex);
            own.setLayer(expanded.freezing(vertex, layer));
            conf.getVertices().put(vertex, new LayerVertex(own, preprocessor));
            conf.getVertexInputs().put(vertex, new ArrayList<>(List.of(source)));
        }
    }
}
