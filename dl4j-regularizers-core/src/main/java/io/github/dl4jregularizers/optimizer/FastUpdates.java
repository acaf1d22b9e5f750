package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.dl4j.Network;
import org.deeplearning4j.nn.api.Model;

/**
 * Shortens DL4J's update of parameters. DL4J 1.0.0-M2.1 makes eight array objects per parameter array and step to look
 * for L1, L2 and weight decay, and throws them away where there are none. Results are equal bit for bit.
 *
 * <p>With the module {@code dl4j-regularizers-cpu}, {@code Adam} of FLOAT networks runs in vector instructions and
 * several threads. Its moments are equal bit for bit, its steps up to 3 units in the last place.
 *
 * <pre>{@code
 * ComputationGraph network = new ComputationGraph(conf);
 * network.init();
 * FastUpdates.applyTo(network);
 * }</pre>
 *
 * <p>Call it again after {@code setUpdater} and on copies and restored networks. A second call has no effect.
 */
public final class FastUpdates {

    private FastUpdates() {}

    /**
     * Shortens the updates of one network. Creates the updater, and so its state, if the network has none yet.
     *
     * @param network an initialized {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @throws IllegalArgumentException if network is missing or of another class
     */
    public static void applyTo(Model network) {
        ShortBlock.replaceBlocks(Network.of(network).updater(true));
    }
}
