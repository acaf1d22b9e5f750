package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerProperty.BAD_ARGUMENTS_ARE_NAMED;
import static io.github.dl4jregularizers.contract.LayerProperty.CALLERS_ARRAYS_UNCHANGED;
import static io.github.dl4jregularizers.contract.LayerProperty.CLONE_IS_INDEPENDENT;
import static io.github.dl4jregularizers.contract.LayerProperty.FORWARD_IS_EXACT;
import static io.github.dl4jregularizers.contract.LayerProperty.GLOBAL_INSTANCE_SERVES_ALL_LAYERS;
import static io.github.dl4jregularizers.contract.LayerProperty.GRADIENT_IS_EXACT;
import static io.github.dl4jregularizers.contract.LayerProperty.INFERENCE_IS_DETERMINISTIC;
import static io.github.dl4jregularizers.contract.LayerProperty.INFERENCE_IS_PLAIN;
import static io.github.dl4jregularizers.contract.LayerProperty.JSON_EQUALS;
import static io.github.dl4jregularizers.contract.LayerProperty.NOISE_HAS_STATED_MOMENTS;
import static io.github.dl4jregularizers.contract.LayerProperty.RESTORE_CONTINUES;
import static io.github.dl4jregularizers.contract.LayerProperty.SAMPLED_AS_IN_TRAINING;
import static io.github.dl4jregularizers.contract.LayerProperty.TRAINING_OUTPUT_OF_A_GRAPH;
import static io.github.dl4jregularizers.contract.LayerProperty.TRANSFER_LEARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.contract.ForwardReference.Sharing;
import io.github.dl4jregularizers.contract.LossCase.Labels;
import io.github.dl4jregularizers.optimizer.DecoupledWeightDecay;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** The contracts find each fault by name: a fault fails exactly the properties that it breaks. */
class ContractSelfTest {

    private static final Map<FaultyDropout.Fault, Set<LayerProperty>> BROKEN_BY_DROPOUT = Map.of(
            FaultyDropout.Fault.NONE, EnumSet.noneOf(LayerProperty.class),
            FaultyDropout.Fault.UNMASKED_GRADIENT, EnumSet.of(GRADIENT_IS_EXACT),
            FaultyDropout.Fault.STATE_SHARED_BETWEEN_CLONES,
                    EnumSet.of(CLONE_IS_INDEPENDENT, GLOBAL_INSTANCE_SERVES_ALL_LAYERS),
            FaultyDropout.Fault.WRONG_SCALE, EnumSet.of(FORWARD_IS_EXACT, NOISE_HAS_STATED_MOMENTS),
            FaultyDropout.Fault.INPUT_CHANGED, EnumSet.of(CALLERS_ARRAYS_UNCHANGED),
            FaultyDropout.Fault.NO_EQUALS,
                    EnumSet.of(
                            JSON_EQUALS,
                            RESTORE_CONTINUES,
                            CLONE_IS_INDEPENDENT,
                            GLOBAL_INSTANCE_SERVES_ALL_LAYERS,
                            TRANSFER_LEARNING,
                            LayerProperty.JAVA_SERIALIZATION),
            FaultyDropout.Fault.ANY_RATE_ACCEPTED, EnumSet.of(BAD_ARGUMENTS_ARE_NAMED),
            FaultyDropout.Fault.MASK_DRAWN_ONCE, EnumSet.of(RESTORE_CONTINUES, SAMPLED_AS_IN_TRAINING),
            FaultyDropout.Fault.SOURCE_LOST, EnumSet.of(LayerProperty.JAVA_SERIALIZATION));

    @ParameterizedTest
    @EnumSource(FaultyDropout.Fault.class)
    void eachFaultOfADropoutBreaksItsProperties(FaultyDropout.Fault fault) {
        LayerCase row = LayerCase.dropout(fault.name(), Input.FEED_FORWARD, format -> new FaultyDropout(0.3, fault))
                .reference(ForwardReference.timesNormal(Sharing.NONE, draw -> 1 + draw * Math.sqrt(0.3 / 0.7)))
                .noiseVariance(0.3 / 0.7)
                .unlike(() -> new FaultyDropout(0.4, fault))
                .rejects("rate", "[0, 1)", 1.0, () -> new FaultyDropout(1, fault));
        assertThat(failing(row, LayerProperty.values())).isEqualTo(BROKEN_BY_DROPOUT.get(fault));
    }

    private static final Map<FaultyLoss.Fault, Set<LossProperty>> BROKEN_BY_LOSS = Map.of(
            FaultyLoss.Fault.NONE, EnumSet.noneOf(LossProperty.class),
            FaultyLoss.Fault.GRADIENT_OF_WRONG_SIGN,
                    EnumSet.of(LossProperty.GRADIENT_IS_EXACT, LossProperty.GRADIENT_IN_LAYERS_IS_EXACT),
            FaultyLoss.Fault.MASK_IGNORED,
                    EnumSet.of(
                            LossProperty.SCORE_IS_EXACT,
                            LossProperty.GRADIENT_IN_LAYERS_IS_EXACT,
                            LossProperty.MASKED_ROWS_HAVE_NO_EFFECT),
            FaultyLoss.Fault.UNSTABLE, EnumSet.of(LossProperty.EXTREME_OUTPUTS_ARE_FINITE),
            FaultyLoss.Fault.OUTPUT_CHANGED, EnumSet.of(LossProperty.CALLERS_ARRAYS_UNCHANGED),
            FaultyLoss.Fault.AVERAGE_IGNORED, EnumSet.of(LossProperty.SCORE_IS_SUM_OF_ROWS),
            FaultyLoss.Fault.SHAPES_UNCHECKED, EnumSet.of(LossProperty.SHAPES_ARE_CHECKED),
            FaultyLoss.Fault.NO_EQUALS,
                    EnumSet.of(
                            LossProperty.JSON_EQUALS, LossProperty.RESTORE_CONTINUES, LossProperty.JAVA_SERIALIZATION));

    @ParameterizedTest
    @EnumSource(FaultyLoss.Fault.class)
    void eachFaultOfALossBreaksItsProperties(FaultyLoss.Fault fault) {
        LossCase row = new LossCase(fault.name(), Activation.SOFTMAX, Labels.ONE_HOT, () -> new FaultyLoss(2, fault))
                .reference((labels, logits) -> crossEntropy(labels, logits, 2))
                .unlike(() -> new FaultyLoss(3, fault))
                .rejects("weight", "> 0", -1.0, () -> new FaultyLoss(-1, fault));
        assertThat(failing(row, LossProperty.values())).isEqualTo(BROKEN_BY_LOSS.get(fault));
    }

    private static double[] crossEntropy(double[] labels, double[] logits, double weight) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double[] terms = new double[labels.length];
        for (int k = 0; k < terms.length; k++) {
            terms[k] = -weight * labels[k] * Math.log(Math.exp(logits[k]) / sum);
        }
        return terms;
    }

    @Test
    void aSoundLayerPasses() {
        LayerCase row = LayerCase.layer("Dense", Input.FEED_FORWARD, format -> dense().build())
                .reference(
                        (input, parameters) -> input.mmul(parameters.get("W")).addRowVector(parameters.get("b")))
                .unlike(() -> dense().hasBias(false).build())
                .skip(BAD_ARGUMENTS_ARE_NAMED, "a layer of DL4J, which refuses little");
        assertThat(failing(row, LayerProperty.values())).isEmpty();
    }

    @Test
    void aSoundVertexPasses() {
        LayerCase row = LayerCase.vertex("Scale", Input.CONVOLUTIONAL, format -> new ScaleVertex(0.5))
                .reference((input, parameters) -> input.mul(0.5))
                .unlike(() -> new ScaleVertex(0.25))
                .skip(BAD_ARGUMENTS_ARE_NAMED, "a vertex of DL4J, which refuses nothing");
        assertThat(failing(row, LayerProperty.values())).isEmpty();
    }

    /** DL4J's DropConnect: an unmasked gradient, and noise at inference where biases are dropped. */
    @Test
    void noiseAtInferenceIsFound() {
        LayerCase row = LayerCase.layer("DropConnect", Input.FEED_FORWARD, format -> noisy(0.7))
                .sameAtInferenceAs(format -> dense().build())
                .unlike(() -> noisy(0.6))
                .skip(FORWARD_IS_EXACT, "the noise of DL4J's weight noise cannot be given")
                .skip(BAD_ARGUMENTS_ARE_NAMED, "a layer of DL4J, which refuses little");
        assertThat(failing(row, LayerProperty.values()))
                .isEqualTo(EnumSet.of(
                        GRADIENT_IS_EXACT,
                        INFERENCE_IS_DETERMINISTIC,
                        INFERENCE_IS_PLAIN,
                        TRAINING_OUTPUT_OF_A_GRAPH,
                        LayerProperty.FROZEN_WITH_BACKPROP));
    }

    private static DenseLayer.Builder dense() {
        return new DenseLayer.Builder().nIn(Input.SIZE).nOut(Input.SIZE).activation(Activation.IDENTITY);
    }

    private static DenseLayer noisy(double retained) {
        return dense().weightNoise(new DropConnect(retained, true)).build();
    }

    /** DL4J's Adam adds epsilon before the bias correction. */
    @Test
    void anUpdaterThatIsNotTorchsIsFound() {
        UpdaterCase row = UpdaterCase.updater(
                        "Adam", () -> new Adam(1e-2, 0.9, 0.999, 1e-3), () -> new DecoupledWeightDecay(0.1))
                .torch("adamw", "large epsilon")
                .unlike(() -> new Adam(1e-2, 0.9, 0.999, 1e-4))
                .skip(UpdaterProperty.BAD_ARGUMENTS_ARE_NAMED, "an updater of DL4J, which refuses nothing");
        assertThat(failing(row, UpdaterProperty.values())).isEqualTo(EnumSet.of(UpdaterProperty.EQUALS_TORCH));
    }

    /** The properties that fail, each with its name at the beginning of the message. */
    private static <C extends ContractCase<C>, P extends Property<C>> Set<P> failing(C row, P[] properties) {
        Set<P> failing = new HashSet<>();
        for (P property : properties) {
            if (property.appliesTo(row) && !row.skipped().containsKey(property)) {
                try {
                    property.verify(row);
                } catch (AssertionError e) {
                    assertThat(e).hasMessageStartingWith("[" + property.name() + "] " + row);
                    failing.add(property);
                }
            }
        }
        return failing;
    }
}
