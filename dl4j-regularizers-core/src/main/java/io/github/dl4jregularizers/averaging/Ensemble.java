package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Several networks that answer together: the mean of their predictions, in inference mode.
 *
 * <p>Paper: Lakshminarayanan et al., "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles", NeurIPS
 * 2017.
 */
public final class Ensemble {

    private final List<Model> networks;
    private final List<Function<INDArray, INDArray>> members;

    private Ensemble(List<Model> networks, Stream<Function<INDArray, INDArray>> members) {
        Arguments.atLeast("networks", networks.size(), 1);
        this.networks = networks;
        this.members = members.collect(Collectors.toList());
    }

    /**
     * An ensemble of layer stacks.
     *
     * @param networks at least one, with outputs of the same shape
     * @return the ensemble
     * @throws IllegalArgumentException if there is none
     */
    public static Ensemble of(MultiLayerNetwork... networks) {
        return new Ensemble(List.of(networks), Stream.of(networks).map(network -> x -> network.output(x, false)));
    }

    /**
     * An ensemble of graphs.
     *
     * @param networks at least one, of one input and one output, with outputs of the same shape
     * @return the ensemble
     * @throws IllegalArgumentException if there is none
     */
    public static Ensemble of(ComputationGraph... networks) {
        return new Ensemble(List.of(networks), Stream.of(networks).map(network -> x -> network.outputSingle(false, x)));
    }

    /**
     * The networks themselves.
     *
     * @return an immutable list, in the order given
     */
    public List<Model> networks() {
        return networks;
    }

    /**
     * What each member says.
     *
     * @param features of a batch
     * @return one array of outputs for each member: [members, batch, ...]
     */
    public INDArray predictions(INDArray features) {
        return Nd4j.stack(
                0, members.stream().map(member -> member.apply(features)).toArray(INDArray[]::new));
    }

    /**
     * What they say together.
     *
     * @param features of a batch
     * @return the mean of the members' outputs: [batch, ...]
     */
    public INDArray predict(INDArray features) {
        return predictions(features).mean(0);
    }
}
