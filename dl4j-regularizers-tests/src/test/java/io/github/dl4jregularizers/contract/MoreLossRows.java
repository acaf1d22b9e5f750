package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.contract.LossCase.Labels;
import io.github.dl4jregularizers.loss.BinaryFocalLoss;
import io.github.dl4jregularizers.loss.BinaryLabelSmoothingLoss;
import io.github.dl4jregularizers.loss.CheckedLabelsLoss;
import io.github.dl4jregularizers.loss.GaussianNegativeLogLikelihoodLoss;
import io.github.dl4jregularizers.loss.GeneralizedCrossEntropyLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SymmetricCrossEntropyLoss;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of {@link LossTable} for sigmoid outputs, noisy labels, checked labels and regression with a variance. */
final class MoreLossRows {

    private static final double[] WEIGHTS = {0.5, 2, 1.25};
    private static final String HELD_FIXED = "the factor exp(beta s) is held fixed, so differences of the score are no"
            + " gradient; the gradient is compared with PyTorch's";

    private MoreLossRows() {}

    static List<LossCase> rows() {
        List<LossCase> rows = new ArrayList<>();
        for (Labels labels : new Labels[] {Labels.ONE_HOT, Labels.PROBABILITIES}) {
            rows.add(binaryLabelSmoothing("BinaryLabelSmoothingLoss", labels, 0.2, null));
            rows.add(binaryLabelSmoothing("BinaryLabelSmoothingLoss, weighted", labels, 0, WEIGHTS));
            rows.add(binaryFocal("BinaryFocalLoss", labels, 2, null));
            rows.add(binaryFocal("BinaryFocalLoss, weighted", labels, 0.5, 0.3));
            rows.add(generalized(labels, 0.7));
            rows.add(generalized(labels, 1));
            rows.add(symmetric(labels, 0.3, 1.5, -4));
            rows.add(symmetric(labels, 2, 0.1, -2));
            rows.add(checked(labels));
        }
        rows.add(gaussian(0));
        rows.add(gaussian(0.5)
                .skip(LossProperty.GRADIENT_IS_EXACT, HELD_FIXED)
                .skip(LossProperty.GRADIENT_IN_LAYERS_IS_EXACT, HELD_FIXED));
        return rows;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static LossCase binaryLabelSmoothing(String name, Labels labels, double smoothing, double[] weights) {
        return new LossCase(
                        name,
                        Activation.SIGMOID,
                        labels,
                        () -> new BinaryLabelSmoothingLoss(
                                smoothing, weights == null ? null : Nd4j.createFromArray(weights)))
                .allowingOutputMasks()
                .reference((given, logits) -> {
                    double[] terms = new double[given.length];
                    for (int k = 0; k < terms.length; k++) {
                        double p = sigmoid(logits[k]);
                        double target = (1 - smoothing) * given[k] + smoothing / 2;
                        double entropy = -target * Math.log(p) - (1 - target) * Math.log(1 - p);
                        terms[k] = (weights == null ? 1 : weights[k]) * entropy;
                    }
                    return terms;
                })
                .unlike(() -> new BinaryLabelSmoothingLoss(0.3), () -> new BinaryLabelSmoothingLoss(0.2, Nd4j.ones(3)))
                .rejects("smoothing", "[0, 1)", 1.0, () -> new BinaryLabelSmoothingLoss(1))
                .rejects(
                        "class weight 1",
                        ">= 0",
                        -1.0,
                        () -> new BinaryLabelSmoothingLoss(0.1, Nd4j.createFromArray(1.0, -1.0)));
    }

    private static LossCase binaryFocal(String name, Labels labels, double focusing, Double positive) {
        return new LossCase(
                        name,
                        Activation.SIGMOID,
                        labels,
                        () -> positive == null
                                ? new BinaryFocalLoss(focusing)
                                : new BinaryFocalLoss(focusing, positive))
                .allowingOutputMasks()
                .reference((given, logits) -> {
                    double[] terms = new double[given.length];
                    for (int k = 0; k < terms.length; k++) {
                        double p = sigmoid(logits[k]);
                        terms[k] =
                                -(positive == null ? 1 : positive) * given[k] * Math.pow(1 - p, focusing) * Math.log(p)
                                        - (positive == null ? 1 : 1 - positive)
                                                * (1 - given[k])
                                                * Math.pow(p, focusing)
                                                * Math.log(1 - p);
                    }
                    return terms;
                })
                .unlike(() -> new BinaryFocalLoss(3), () -> new BinaryFocalLoss(focusing, 0.6))
                .rejects("focusing", ">= 0", -1.0, () -> new BinaryFocalLoss(-1))
                .rejects("positiveWeight", "[0.0, 1.0]", 1.5, () -> new BinaryFocalLoss(2, 1.5));
    }

    private static LossCase generalized(Labels labels, double q) {
        return new LossCase(
                        "GeneralizedCrossEntropyLoss " + q,
                        Activation.SOFTMAX,
                        labels,
                        () -> new GeneralizedCrossEntropyLoss(q))
                .reference((given, logits) -> {
                    double[] p = LossTable.softmax(logits);
                    double[] terms = new double[p.length];
                    for (int k = 0; k < p.length; k++) {
                        terms[k] = given[k] * (1 - Math.pow(p[k], q)) / q;
                    }
                    return terms;
                })
                .unlike(() -> new GeneralizedCrossEntropyLoss(0.4))
                .rejects("q", "(0, 1]", 0.0, () -> new GeneralizedCrossEntropyLoss(0))
                .rejects("q", "(0, 1]", Double.NaN, () -> new GeneralizedCrossEntropyLoss(Double.NaN));
    }

    private static LossCase symmetric(Labels labels, double alpha, double beta, double logZero) {
        return new LossCase(
                        "SymmetricCrossEntropyLoss " + alpha,
                        Activation.SOFTMAX,
                        labels,
                        () -> new SymmetricCrossEntropyLoss(alpha, beta, logZero))
                .reference((given, logits) -> {
                    double[] p = LossTable.softmax(logits);
                    double[] terms = LossTable.smoothedCrossEntropy(given, logits, 0, null);
                    for (int k = 0; k < p.length; k++) {
                        double log = given[k] == 0 ? logZero : Math.max(Math.log(given[k]), logZero);
                        terms[k] = alpha * terms[k] - beta * p[k] * log;
                    }
                    return terms;
                })
                .unlike(
                        () -> new SymmetricCrossEntropyLoss(alpha + 1, beta, logZero),
                        () -> new SymmetricCrossEntropyLoss(alpha, beta + 1, logZero),
                        () -> new SymmetricCrossEntropyLoss(alpha, beta, -3))
                .rejects("alpha", ">= 0", -1.0, () -> new SymmetricCrossEntropyLoss(-1, 1))
                .rejects("beta", "finite", Double.NaN, () -> new SymmetricCrossEntropyLoss(1, Double.NaN))
                .rejects("logZero", "[-100, 0)", 0.0, () -> new SymmetricCrossEntropyLoss(1, 1, 0));
    }

    private static LossCase checked(Labels labels) {
        return new LossCase(
                        "CheckedLabelsLoss",
                        Activation.SOFTMAX,
                        labels,
                        () -> new CheckedLabelsLoss(new LabelSmoothingLoss(0.1)))
                .reference((given, logits) -> LossTable.smoothedCrossEntropy(given, logits, 0.1, null))
                .unlike(() -> new CheckedLabelsLoss(new LabelSmoothingLoss(0.2)))
                .rejects("loss", "given", null, () -> new CheckedLabelsLoss(null))
                .skip(
                        LossProperty.SHAPES_ARE_CHECKED,
                        "the property gives rows of ones as labels, which are refused for their sum");
    }

    private static LossCase gaussian(double beta) {
        return new LossCase(
                        "GaussianNegativeLogLikelihoodLoss " + beta,
                        Activation.IDENTITY,
                        Labels.REAL_NUMBERS,
                        () -> new GaussianNegativeLogLikelihoodLoss(beta))
                .withOutputsPerLabel(2)
                .reference((given, output) -> {
                    double[] terms = new double[given.length];
                    for (int k = 0; k < terms.length; k++) {
                        double s = output[terms.length + k];
                        double squared = Math.pow(given[k] - output[k], 2);
                        terms[k] = Math.exp(beta * s) * (s + squared / Math.exp(s)) / 2;
                    }
                    return terms;
                })
                .unlike(() -> new GaussianNegativeLogLikelihoodLoss(0.8))
                .rejects("beta", "[0.0, 1.0]", 1.5, () -> new GaussianNegativeLogLikelihoodLoss(1.5));
    }
}
