package io.github.dl4jregularizers.loss;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Scores and gradients against PyTorch's autograd; the numbers come from reference/losses/generate.py. */
class LossReferenceTest {

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        add(
                cases,
                "confidencePenalty",
                values -> new ConfidencePenaltyLoss(
                        values.get("beta").asDouble(),
                        new LabelSmoothingLoss(values.get("smoothing").asDouble(), array(values, "classWeights"))));
        add(cases, "focal", values -> new FocalLoss(values.get("focusing").asDouble(), array(values, "classWeights")));
        add(
                cases,
                "overWrongClasses",
                values -> LabelSmoothingLoss.overWrongClasses(
                        values.get("smoothing").asDouble()));
        add(cases, "flooded", values -> new FloodedLoss(values.get("level").asDouble(), new LabelSmoothingLoss(0)));
        add(cases, "flooded", values -> new FloodedLoss(values.get("level").asDouble(), new LossMCXENT()));
        add(
                cases,
                "binarySmoothing",
                values -> new BinaryLabelSmoothingLoss(
                        values.get("smoothing").asDouble(), array(values, "classWeights")));
        add(
                cases,
                "binaryFocal",
                values -> values.get("positiveWeight").isNull()
                        ? new BinaryFocalLoss(values.get("focusing").asDouble())
                        : new BinaryFocalLoss(
                                values.get("focusing").asDouble(),
                                values.get("positiveWeight").asDouble()));
        add(
                cases,
                "generalized",
                values -> new GeneralizedCrossEntropyLoss(values.get("q").asDouble()));
        add(
                cases,
                "symmetric",
                values -> new SymmetricCrossEntropyLoss(
                        values.get("alpha").asDouble(),
                        values.get("beta").asDouble(),
                        values.get("logZero").asDouble()));
        add(
                cases,
                "gaussian",
                values ->
                        new GaussianNegativeLogLikelihoodLoss(values.get("beta").asDouble()));
        add(
                cases,
                "bootstrapping",
                values -> values.get("hard").asBoolean()
                        ? BootstrappingLoss.hard(values.get("beta").asDouble())
                        : BootstrappingLoss.soft(values.get("beta").asDouble()));
        add(
                cases,
                "distillation",
                values -> new DistillationLoss(
                        values.get("temperature").asDouble(),
                        values.get("labelWeight").asDouble()));
        add(cases, "weighted", values -> new SampleWeightedLoss(new LabelSmoothingLoss(0), new LossMSE()));
        add(cases, "weighted", values -> new SampleWeightedLoss(new LossMCXENT(), new LossMSE()));
        return cases;
    }

    private static IActivation activation(ILossFunction loss) {
        if (loss instanceof SigmoidLoss) {
            return new ActivationSigmoid();
        }
        return loss instanceof GaussianNegativeLogLikelihoodLoss ? new ActivationIdentity() : new ActivationSoftmax();
    }

    private static void add(List<Arguments> cases, String topic, Function<JsonNode, ILossFunction> loss) {
        Reference.of("losses")
                .get(topic)
                .forEach(values -> cases.add(Arguments.of(loss.apply(values).toString(), loss.apply(values), values)));
    }

    private static INDArray array(JsonNode values, String name) {
        return Reference.array(values.get(name), DataType.DOUBLE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("torch")
    void equalsTorch(String name, ILossFunction loss, JsonNode values) {
        INDArray logits = array(values, "logits");
        INDArray labels = array(values, "labels");
        INDArray mask = array(values, "mask");
        IActivation activation = activation(loss);
        if (mask != null) {
            mask = mask.reshape(mask.length(), 1);
        }
        double score = values.get("score").asDouble();

        Pair<Double, INDArray> both = loss.computeGradientAndScore(labels, logits, activation, mask, false);
        double scale = Math.max(1, logits.amaxNumber().doubleValue());
        assertWithin("gradient", 1e-13 * scale, both.getSecond(), array(values, "gradient"));
        assertThat(both.getFirst()).isCloseTo(score, within(1e-13 * Math.max(1, Math.abs(score))));
        if (values.get("losses").size() > 0) {
            INDArray losses = array(values, "losses").reshape(-1, 1);
            assertWithin("rows", 1e-13 * scale, loss.computeScoreArray(labels, logits, activation, mask), losses);
        }
    }
}
