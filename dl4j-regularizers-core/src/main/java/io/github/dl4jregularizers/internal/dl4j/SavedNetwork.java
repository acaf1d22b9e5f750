package io.github.dl4jregularizers.internal.dl4j;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network's configuration and parameters for Java serialization. A DL4J network itself cannot be read from streams
 * that do not report the number of available bytes, such as Spark's.
 */
public final class SavedNetwork implements Serializable {

    private static final long serialVersionUID = 1;

    private final MultiLayerConfiguration sequence;
    private final ComputationGraphConfiguration graph;
    private final INDArray parameters;

    private SavedNetwork(MultiLayerConfiguration sequence, ComputationGraphConfiguration graph, INDArray parameters) {
        this.sequence = sequence;
        this.graph = graph;
        this.parameters = parameters;
    }

    /**
     * Refers to the configuration and the parameters of a network.
     *
     * @param network a network of either kind
     * @return the object to write
     */
    public static SavedNetwork of(Model network) {
        return Network.of(network)
                .configuration(
                        conf -> new SavedNetwork(conf, null, network.params()),
                        conf -> new SavedNetwork(null, conf, network.params()));
    }

    /** Creates a network without listeners and updater state, after reading. */
    public Model restore() {
        if (sequence != null) {
            MultiLayerNetwork network = new MultiLayerNetwork(sequence);
            network.init(parameters, false);
            return network;
        }
        ComputationGraph network = new ComputationGraph(graph);
        network.init(parameters, false);
        return network;
    }
}
