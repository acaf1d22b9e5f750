package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Combines the predictions of several networks in inference mode, and measures their disagreement.
 *
 * <p>{@link #distribution} takes each member's output as a sample of the prediction. The output layers define the
 * meaning of the outputs (softmax: classes; sigmoid with binary cross-entropy: events; otherwise numbers), or {@link
 * #outputs} does. Immutable except for the networks, which may continue to train: each prediction uses their present
 * parameters.
 *
 * <p>Defaults: equal weights, {@link Combination#MEAN}. Errors: no network; networks with outputs of different shape or
 * meaning; features that do not fit.
 *
 * <pre>{@code Ensemble.of(first, second).combining(Combination.GEOMETRIC_MEAN).predict(features)}</pre>
 *
 * <p>Paper: Lakshminarayanan et al., "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles",
 * NeurIPS 2017.
 */
public final class Ensemble implements Serializable {

    private static final long serialVersionUID = 1;

    private static final double SUM_ROUNDING = 1e-6;

    private final transient List<Model> networks;
    /** Null for the kind that the output layers define. */
    private final transient OutputKind kind;

    private final transient Combination combination;
    private final transient double[] weights;

    Ensemble(List<Model> networks, OutputKind kind, Combination combination, double[] weights) {
        this.networks = networks;
        this.kind = kind;
        this.combination = combination;
        this.weights = weights;
    }

    /**
     * Creates an ensemble of networks, of either or both kinds.
     *
     * @param networks at least one {@code MultiLayerNetwork} or {@code ComputationGraph}, all with inputs and outputs
     *     of the same shapes
     * @return the ensemble
     * @throws IllegalArgumentException if there is none, or one is of another kind
     */
    public static Ensemble of(Model... networks) {
        return of(Arrays.asList(networks));
    }

    /**
     * Creates an ensemble of networks, of either or both kinds.
     *
     * @param networks at least one {@code MultiLayerNetwork} or {@code ComputationGraph}, all with inputs and outputs
     *     of the same shapes
     * @return the ensemble
     * @throws IllegalArgumentException if there is none, or one is of another kind
     */
    public static Ensemble of(List<? extends Model> networks) {
        Arguments.atLeast("number of networks", networks.size(), 1);
        for (int i = 0; i < networks.size(); i++) {
            Network.of("network " + i, Arguments.required("network " + i, networks.get(i)));
        }
        double[] equal = new double[networks.size()];
        Arrays.fill(equal, 1.0 / equal.length);
        return new Ensemble(List.copyOf(networks), null, Combination.MEAN, equal);
    }

    private Object writeReplace() {
        return new SavedEnsemble(networks, kind, combination, weights);
    }

    /**
     * Sets the meaning of the outputs where the output layers do not define it, for example for members that predict
     * means and log variances.
     *
     * @param meaning of all outputs
     * @return the same members with that setting
     * @throws IllegalArgumentException if meaning is missing
     */
    public Ensemble outputs(OutputKind meaning) {
        return new Ensemble(networks, Arguments.required("meaning", meaning), combination, weights);
    }

    /**
     * Sets how {@link #predict} combines the members.
     *
     * @param how combination; the default is the mean
     * @return the same members with that setting
     * @throws IllegalArgumentException if how is missing
     */
    public Ensemble combining(Combination how) {
        return new Ensemble(networks, kind, Arguments.required("combination", how), weights);
    }

    /**
     * Sets the weights of the members in {@link #predict}; see {@link EnsembleWeights} for weights from validation
     * data.
     *
     * @param ofMembers one per member, each at least 0, with a sum of 1; the default is 1 / members
     * @return the same members with that setting
     * @throws IllegalArgumentException if the number, a weight or the sum is out of range
     */
    public Ensemble weights(double... ofMembers) {
        if (Arguments.required("weights", ofMembers).length != networks.size()) {
            throw Arguments.invalid("number of weights", networks.size() + ", one per network", ofMembers.length);
        }
        double sum = 0;
        for (double weight : ofMembers) {
            sum += Arguments.nonNegative("weight", weight);
        }
        if (Math.abs(sum - 1) > SUM_ROUNDING) {
            throw Arguments.invalid("sum of weights", "1", sum);
        }
        return new Ensemble(networks, kind, combination, ofMembers.clone());
    }

    /**
     * Returns the members.
     *
     * @return an immutable list, in the given order
     */
    public List<Model> networks() {
        return networks;
    }

    /**
     * Returns each member's output, for networks with one output.
     *
     * @param features of a batch, for each input
     * @return one array of outputs per member: [members, batch, ...]
     * @throws IllegalArgumentException if the number of features differs from the number of inputs, or outputs differ
     *     in shape
     * @throws IllegalStateException if the networks have several outputs
     */
    public INDArray predictions(INDArray... features) {
        return Nd4j.stack(0, only(outputs(features, null)));
    }

    /**
     * Returns the combined prediction, for networks with one output.
     *
     * @param features of a batch, for each input
     * @return the members' outputs combined: [batch, ...]
     * @throws IllegalArgumentException if the number of features differs from the number of inputs, outputs differ in
     *     shape or meaning, or the combination does not allow their meaning
     * @throws IllegalStateException if the networks have several outputs
     */
    public INDArray predict(INDArray... features) {
        return only(predict(features, null));
    }

    /**
     * Returns the combined prediction of each output.
     *
     * @param features of a batch, for each input
     * @param masks for each input 1 where there is a time step and 0 elsewhere, or null; null for none at all
     * @return the members' outputs combined, one array per output in the networks' order
     * @throws IllegalArgumentException as {@link #predict(INDArray...)}
     */
    public List<INDArray> predict(INDArray[] features, INDArray[] masks) {
        List<OutputLayout> layouts = layouts();
        layouts.forEach(combination::check);
        List<INDArray[]> outputs = outputs(features, masks);
        List<INDArray> combined = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            INDArray[] wide = Arrays.stream(outputs.get(i))
                    .map(output -> output.castTo(DataType.DOUBLE))
                    .toArray(INDArray[]::new);
            combined.add(combination.combine(wide, weights, layouts.get(i)).castTo(outputs.get(i)[0].dataType()));
        }
        return combined;
    }

    /**
     * Returns the distribution over the members, for networks with one output. Members have equal weights.
     *
     * @param features of a batch, for each input
     * @return the distribution of the output, with a sample per member
     * @throws IllegalArgumentException if the number of features differs from the number of inputs, or outputs differ
     *     in shape or meaning, or probabilities are out of range
     * @throws IllegalStateException if the networks have several outputs
     */
    public PredictiveDistribution distribution(INDArray... features) {
        return distribution(features, null);
    }

    /**
     * Returns the distribution over the members for sequences with masks, for networks with one output.
     *
     * @param features of a batch, for each input
     * @param masks for each input 1 where there is a time step and 0 elsewhere, or null; null for none at all
     * @return the distribution of the output, with a sample per member
     * @throws IllegalArgumentException as {@link #distribution(INDArray...)}
     * @throws IllegalStateException if the networks have several outputs
     */
    public PredictiveDistribution distribution(INDArray[] features, INDArray[] masks) {
        return PredictiveDistribution.of(only(layouts()), only(outputs(features, masks)));
    }

    /**
     * Returns the distribution over the members of each output.
     *
     * @param features of a batch, for each input
     * @param masks for each input 1 where there is a time step and 0 elsewhere, or null; null for none at all
     * @return the distribution of each output, in the networks' order, with a sample per member
     * @throws IllegalArgumentException as {@link #distribution(INDArray...)}
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
                    + " outputs: call predict(features, masks) or distributions(features, masks),"
                    + " which return one result"
                    + " per output");
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

    /** For each output, the members' arrays. */
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
        return any.output(features, masks, null);
    }
}
