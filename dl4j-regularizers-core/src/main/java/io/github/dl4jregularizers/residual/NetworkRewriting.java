package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.TrainingTransfer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Creates the rewritten network of a trained one, in either direction. */
final class NetworkRewriting {

    private NetworkRewriting() {}

    static MultiLayerNetwork fuse(
            MultiLayerNetwork plain, Function<MultiLayerConfiguration, Rewriting<MultiLayerConfiguration>> change) {
        Rewriting<MultiLayerConfiguration> rewriting = change.apply(configuration(plain));
        MultiLayerNetwork fused = network(rewriting.configuration(), plain);
        TrainingTransfer.copy(Network.of(plain), Network.of(fused), names(Network.of(plain), rewriting.places()));
        return fused;
    }

    static ComputationGraph fuse(
            ComputationGraph plain,
            Function<ComputationGraphConfiguration, Rewriting<ComputationGraphConfiguration>> change) {
        Rewriting<ComputationGraphConfiguration> rewriting = change.apply(configuration(plain));
        ComputationGraph fused = network(rewriting.configuration(), plain);
        TrainingTransfer.copy(Network.of(plain), Network.of(fused), names(Network.of(plain), rewriting.places()));
        return fused;
    }

    static MultiLayerNetwork expand(MultiLayerNetwork fused) {
        Rewriting<MultiLayerConfiguration> rewriting = new SequentialExpansion(configuration(fused)).rewriting();
        MultiLayerNetwork plain = network(rewriting.configuration(), fused);
        TrainingTransfer.copy(
                Network.of(fused), Network.of(plain), swapped(names(Network.of(plain), rewriting.places())));
        return plain;
    }

    static ComputationGraph expand(ComputationGraph fused) {
        Rewriting<ComputationGraphConfiguration> rewriting = new GraphExpansion(configuration(fused)).rewriting();
        ComputationGraph plain = network(rewriting.configuration(), fused);
        TrainingTransfer.copy(
                Network.of(fused), Network.of(plain), swapped(names(Network.of(plain), rewriting.places())));
        return plain;
    }

    private static MultiLayerConfiguration configuration(MultiLayerNetwork network) {
        requireInitialized(Arguments.required("network", network).isInitCalled());
        return network.getLayerWiseConfigurations();
    }

    private static ComputationGraphConfiguration configuration(ComputationGraph network) {
        requireInitialized(Arguments.required("network", network).getVertices() != null);
        return network.getConfiguration();
    }

    private static void requireInitialized(boolean isInitialized) {
        if (!isInitialized) {
            throw Arguments.invalid("network", "initialized (call init(), or rewrite its configuration)", "not");
        }
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf, MultiLayerNetwork like) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init(room(like.params()), false);
        return network;
    }

    private static ComputationGraph network(ComputationGraphConfiguration conf, ComputationGraph like) {
        ComputationGraph network = new ComputationGraph(conf);
        network.init(room(like.params()), false);
        return network;
    }

    /** Returns an array of the same length, for the same parameters in another order; null for none. */
    private static INDArray room(INDArray parameters) {
        return parameters == null || parameters.isEmpty() ? null : parameters.ulike();
    }

    /** Returns the fused name of each parameter of the plain network. */
    private static Map<String, String> names(Network plain, Map<String, Place> places) {
        Map<String, String> names = new HashMap<>();
        plain.parts().forEach((part, trainable) -> {
            Map<String, INDArray> own = trainable.paramTable(false);
            if (own != null) {
                own.keySet()
                        .forEach(name ->
                                names.put(part + "_" + name, places.get(part).parameter(name)));
            }
        });
        return names;
    }

    private static Map<String, String> swapped(Map<String, String> names) {
        Map<String, String> swapped = new HashMap<>();
        names.forEach((plain, fused) -> swapped.put(fused, plain));
        return swapped;
    }
}
