package io.github.dl4jregularizers.internal.dl4j;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks of the same configuration with other parameters, which they have for themselves. */
public final class NetworkCopy {

    private NetworkCopy() {}

    public static MultiLayerNetwork with(MultiLayerNetwork network, INDArray parameters) {
        MultiLayerNetwork copy = new MultiLayerNetwork(Arguments.required("network", network)
                .getLayerWiseConfigurations()
                .clone());
        copy.init(parameters.dup(), false);
        return copy;
    }

    public static ComputationGraph with(ComputationGraph network, INDArray parameters) {
        ComputationGraph copy = new ComputationGraph(
                Arguments.required("network", network).getConfiguration().clone());
        copy.init(parameters.dup(), false);
        return copy;
    }
}
