package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Several networks that answer together, in inference mode: the mean of their predictions, and how far they disagree.
 *
 * <p>{@link #distribution} takes each member's output for a sample of the prediction. What the outputs mean is what the output
 * layers say (softmax gives classes, sigmoid with binary cross-entropy gives events, anything else numbers), or what {@link
 * #outputs} says. Immutable, but for the networks: they may go on training, and are seen as they are at each prediction.
 *
 * <p>Errors: no network; networks with outputs of different shape or meaning; features that do not fit.
 *
 * <p>Paper: Lakshminarayanan et al., "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles", NeurIPS
 * 2017.
 */
public final class Ensemble {

    private final List<Model> networks;
    /** Null for what the output layers say. */
    private final OutputKind kind;

    private Ensemble(List<Model> networks, OutputKind kind) {
        this.networks = networks;
        this.kind = kind;
    }

    /**
     * Creates an ensemble of networks, of either or both kinds.
     *
     * @param networks at least one {@code MultiLayerNetwork} or {@code ComputationGraph}, all with inputs and outputs of
     *     the same shapes
     * @return the ensemble
     * @throws IllegalArgumentException if there is none, or one is of another kind
     */
    public static Ensemble of(Model... networks) {
        return of(Arrays.asList(networks));
    }

    /**
     * Creates an ensemble of networks, of either or both kinds.
     *
     * @param networks at least one {@code MultiLayerNetwork} or {@code ComputationGraph}, all with inputs and outputs of
     *     the same shapes
     * @return the ensemble
     * @throws IllegalArgumentException if there is none, or one is of another kind
     */
    public static Ensemble of(List<? extends Model> networks) {
        Arguments.atLeast("number of networks", networks.size(), 1);
        for (int i = 0; i < networks.size(); i++) {
            Model network = Arguments.required("network " + i, networks.get(i));
            if (!(network instanceof MultiLayerNetwork) && !(network instanceof ComputationGraph)) {
                throw Arguments.invalid(
                        "network " + i,
                        "a MultiLayerNetwork or a ComputationGraph",
                        network.getClass().getName());
            }
        }
        return new Ensemble(List.copyOf(networks), null);
    }

    /**
     * What the outputs mean, where the output layers do not say it: members that give means and log variances, for one.
     *
     * @param meaning of all outputs
     * @return the same members with that setting
     * @throws IllegalArgumentException if meaning is missing
     */
    public Ensemble outputs(OutputKind meaning) {
        return new Ensemble(networks, Arguments.required("meaning", meaning));
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
     * What each member says, for networks with one output.
     *
     * @param features of a batch, for each input
     * @return one array of outputs for each member: [members, batch, ...]
     * @throws IllegalArgumentException if there are more or fewer features than inputs, or outputs of different shapes
     * @throws IllegalStateException if the networks have several outputs
     */
    public INDArray predictions(INDArray... features) {
        return Nd4j.stack(0, only(outputs(features, null)));
    }

    /**
     * What they say together, for networks with one output.
     *
     * @param features of a batch, for each input
     * @return the mean of the members' outputs: [batch, ...]
     * @throws IllegalArgumentException if there are more or fewer features than inputs, or outputs of different shapes
     * @throws IllegalStateException if the networks have several outputs
     */
    public INDArray predict(INDArray... features) {
        return predictions(features).mean(0);
    }

    /**
     * What they say together, and how uncertain it is, for networks with one output.
     *
     * @param features of a batch, for each input
     * @return the distribution of the output, with a sample for each member
     * @throws IllegalArgumentException if there are more or fewer features than inputs, or outputs of different shapes or
     *     meanings, or no probabilities where they should be
     * @throws IllegalStateException if the networks have several outputs
     */
    public PredictiveDistribution distribution(INDArray... features) {
        return distribution(features, null);
    }

    /**
     * What they say of sequences with masks together, and how uncertain it is, for networks with one output.
     *
     * @param features of a batch, for each input
     * @param masks for each input 1 where there is a time step and 0 where there is none, or null; null for none at all
     * @return the distribution of the output, with a sample for each member
     * @throws IllegalArgumentException as of {@link #distribution(INDArray...)}
     * @throws IllegalStateException if the networks have several outputs
     */
    public PredictiveDistribution distribution(INDArray[] features, INDArray[] masks) {
        return PredictiveDistribution.of(only(layouts()), only(outputs(features, masks)));
    }

    /**
     * What they say together, and how uncertain it is, for any number of outputs.
     *
     * @param features of a batch, for each input
     * @param masks for each input 1 where there is a time step and 0 where there is none, or null; null for none at all
     * @return the distribution of each output, in the networks' order, with a sample for each member
     * @throws IllegalArgumentException as of {@link #distribution(INDArray...)}
     */
    public List<PredictiveDistribution> distributions(INDArray[] features, INDArray[] masks) {
        List<OutputLayout> layouts = layouts();
        List<INDArray[]> outputs = outputs(features, masks);
        List<PredictiveDistribution> distributions = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            distributions.add(PredictiveDistribution.of(layouts.get(i), outputs.get(i)));
        }
        return distributions;
    }

    private static <T> T only(List<T> ofEachOutput) {
        if (ofEachOutput.size() > 1) {
            throw new IllegalStateException("The networks have " + ofEachOutput.size()
                    + " outputs: call distributions(..), which gives one for each");
        }
        return ofEachOutput.get(0);
    }

    private List<OutputLayout> layouts() {
        List<List<OutputLayout>> ofEach = networks.stream()
                .map(network -> OutputLayout.of(network).stream()
                        .map(layout -> kind == null ? layout : layout.as(kind))
                        .collect(Collectors.toList()))
                .collect(Collectors.toList());
        for (int i = 1; i < ofEach.size(); i++) {
            if (!ofEach.get(i).equals(ofEach.get(0))) {
                throw Arguments.invalid(
                        "outputs of network " + i,
                        ofEach.get(0) + " as those of network 0 (or set for all with outputs(..))",
                        ofEach.get(i));
            }
        }
        return ofEach.get(0);
    }

    /** For each output what the members say. */
    private List<INDArray[]> outputs(INDArray[] features, INDArray[] masks) {
        List<INDArray[]> members = networks.stream()
                .map(network -> output(network, features, masks))
                .collect(Collectors.toList());
        List<INDArray[]> outputs = new ArrayList<>();
        for (int output = 0; output < members.get(0).length; output++) {
            INDArray[] ofMembers = new INDArray[members.size()];
            for (int i = 0; i < ofMembers.length; i++) {
                ofMembers[i] = members.get(i)[output];
                Arguments.shape("output of network " + i, ofMembers[i].shape(), ofMembers[0].shape());
            }
            outputs.add(ofMembers);
        }
        return outputs;
    }

    private static INDArray[] output(Model network, INDArray[] features, INDArray[] masks) {
        Network any = Network.of(network);
        int inputs = any.inputs();
        Arguments.oneForEachInput("features", features, inputs);
        if (masks != null) {
            Arguments.oneForEachInput("masks", masks, inputs);
        }
        return any.output(features, masks);
    }
}
