package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.contract.LossCase.Labels;
import io.github.dl4jregularizers.loss.ConfidencePenaltyLoss;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.FocalLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Every loss function of the library, with non-default values: the rows of {@link LossContract}. */
final class LossTable {

    private static final double[] WEIGHTS = {0.5, 2, 1.25};

    private LossTable() {}

    static List<LossCase> rows() {
        List<LossCase> rows = new ArrayList<>();
        for (Labels labels : new Labels[] {Labels.ONE_HOT, Labels.PROBABILITIES}) {
            rows.add(labelSmoothing("LabelSmoothingLoss", labels, 0.2, null));
            rows.add(labelSmoothing("LabelSmoothingLoss, weighted", labels, 0.1, WEIGHTS));
            rows.add(labelSmoothing("LabelSmoothingLoss, none", labels, 0, null));
            rows.add(overWrongClasses(labels));
            rows.add(confidencePenalty("ConfidencePenaltyLoss", labels, 0.1, 0, null));
            rows.add(confidencePenalty("ConfidencePenaltyLoss, smoothed, weighted", labels, 0.7, 0.2, WEIGHTS));
            rows.add(focal("FocalLoss", labels, 2, null));
            rows.add(focal("FocalLoss, weighted", labels, 0.5, WEIGHTS));
            rows.add(focal("FocalLoss, none", labels, 0, null));
            rows.add(floodedCrossEntropy("FloodedLoss, above", labels, 1e-3));
            rows.add(floodedCrossEntropy("FloodedLoss, below", labels, 2));
        }
        rows.add(floodedSquares());
        rows.addAll(MoreLossRows.rows());
        rows.addAll(TargetLossRows.rows());
        return rows;
    }

    private static LossCase labelSmoothing(String name, Labels labels, double smoothing, double[] weights) {
        return new LossCase(name, Activation.SOFTMAX, labels, () -> labelSmoothing(smoothing, weights))
                .reference((given, logits) -> smoothedCrossEntropy(given, logits, smoothing, weights))
                .unlike(() -> labelSmoothing(0.3, weights), () -> labelSmoothing(smoothing, new double[] {1, 2, 3}))
                .rejects("smoothing", "[0, 1)", 1.0, () -> new LabelSmoothingLoss(1))
                .rejects("smoothing", "[0, 1)", -0.1, () -> new LabelSmoothingLoss(-0.1))
                .rejects("smoothing", "[0, 1)", Double.NaN, () -> new LabelSmoothingLoss(Double.NaN))
                .rejects(
                        "class weight 1",
                        ">= 0",
                        -1.0,
                        () -> new LabelSmoothingLoss(0.1, Nd4j.createFromArray(1.0, -1.0)))
                .rejects("classWeights", "row vector", "[3, 1]", () -> new LabelSmoothingLoss(0.1, Nd4j.ones(3, 1)));
    }

    private static LossCase overWrongClasses(Labels labels) {
        return new LossCase(
                        "LabelSmoothingLoss, over the wrong classes",
                        Activation.SOFTMAX,
                        labels,
                        () -> LabelSmoothingLoss.overWrongClasses(0.2, Nd4j.createFromArray(WEIGHTS)))
                .reference((given, logits) -> smoothedCrossEntropy(given, logits, 0.2 * 3 / 2, WEIGHTS))
                .unlike(() -> labelSmoothing(0.2, WEIGHTS), () -> LabelSmoothingLoss.overWrongClasses(0.2))
                .rejects("smoothing", "[0, 1)", 1.0, () -> LabelSmoothingLoss.overWrongClasses(1));
    }

    private static LossCase confidencePenalty(
            String name, Labels labels, double beta, double smoothing, double[] weights) {
        return new LossCase(
                        name,
                        Activation.SOFTMAX,
                        labels,
                        () -> new ConfidencePenaltyLoss(beta, labelSmoothing(smoothing, weights)))
                .reference((given, logits) -> {
                    double[] terms = smoothedCrossEntropy(given, logits, smoothing, weights);
                    double[] p = softmax(logits);
                    for (int k = 0; k < p.length; k++) {
                        terms[k] += beta * p[k] * Math.log(p[k]);
                    }
                    return terms;
                })
                .unlike(
                        () -> new ConfidencePenaltyLoss(beta + 1, labelSmoothing(smoothing, weights)),
                        () -> new ConfidencePenaltyLoss(beta, new FocalLoss(1)))
                .rejects("beta", ">= 0", -0.1, () -> new ConfidencePenaltyLoss(-0.1))
                .rejects("beta", "finite", Double.NaN, () -> new ConfidencePenaltyLoss(Double.NaN))
                .rejects("crossEntropy", "given", null, () -> new ConfidencePenaltyLoss(0.1, null));
    }

    private static LossCase focal(String name, Labels labels, double focusing, double[] weights) {
        return new LossCase(
                        name,
                        Activation.SOFTMAX,
                        labels,
                        () -> new FocalLoss(focusing, weights == null ? null : Nd4j.createFromArray(weights)))
                .reference((given, logits) -> {
                    double[] terms = smoothedCrossEntropy(given, logits, 0, weights);
                    double[] p = softmax(logits);
                    for (int k = 0; k < p.length; k++) {
                        terms[k] *= Math.pow(1 - p[k], focusing);
                    }
                    return terms;
                })
                .unlike(() -> new FocalLoss(3), () -> new FocalLoss(focusing, Nd4j.ones(3)))
                .rejects("focusing", ">= 0", -1.0, () -> new FocalLoss(-1))
                .rejects("focusing", "finite", Double.POSITIVE_INFINITY, () -> new FocalLoss(Double.POSITIVE_INFINITY))
                .rejects(
                        "class weight 0",
                        ">= 0",
                        Double.NaN,
                        () -> new FocalLoss(1, Nd4j.scalar(Double.NaN).reshape(1)));
    }

    /** The level is above or below the loss of every batch of the contract. */
    private static LossCase floodedCrossEntropy(String name, Labels labels, double level) {
        return flooded(name, Activation.SOFTMAX, labels, level, new LabelSmoothingLoss(0.1))
                .reference((given, logits) -> {
                    double[] terms = smoothedCrossEntropy(given, logits, 0.1, null);
                    for (int k = 0; k < terms.length && level > 1; k++) {
                        terms[k] = 2 * level / terms.length - terms[k];
                    }
                    return terms;
                });
    }

    private static LossCase floodedSquares() {
        return flooded("FloodedLoss, squares", Activation.IDENTITY, Labels.REAL_NUMBERS, 1e-3, new LossMSE())
                .allowingOutputMasks()
                .reference((given, output) -> {
                    double[] terms = new double[given.length];
                    for (int k = 0; k < terms.length; k++) {
                        terms[k] = Math.pow(given[k] - output[k], 2) / terms.length;
                    }
                    return terms;
                })
                .skip(
                        LossProperty.SHAPES_ARE_CHECKED,
                        "the loss inside, DL4J's own here, checks shapes in its own way");
    }

    private static LossCase flooded(
            String name, Activation activation, Labels labels, double level, ILossFunction loss) {
        return new LossCase(name, activation, labels, () -> new FloodedLoss(level, loss))
                .unlike(() -> new FloodedLoss(level + 1, loss), () -> new FloodedLoss(level, new LossL1()))
                .rejects("level", ">= 0", -0.1, () -> new FloodedLoss(-0.1, loss))
                .rejects("level", "finite", Double.NaN, () -> new FloodedLoss(Double.NaN, loss))
                .rejects("loss", "given", null, () -> new FloodedLoss(0.1, null))
                .rejects("loss", "sum over rows", "LossFMeasure", () -> new FloodedLoss(0.1, new LossFMeasure()));
    }

    private static LabelSmoothingLoss labelSmoothing(double smoothing, double[] weights) {
        return weights == null
                ? new LabelSmoothingLoss(smoothing)
                : new LabelSmoothingLoss(smoothing, Nd4j.createFromArray(weights));
    }

    static double[] smoothedCrossEntropy(double[] labels, double[] logits, double smoothing, double[] weights) {
        double[] p = softmax(logits);
        double[] terms = new double[labels.length];
        for (int k = 0; k < labels.length; k++) {
            double target = (1 - smoothing) * labels[k] + smoothing / labels.length;
            terms[k] = -(weights == null ? 1 : weights[k]) * target * Math.log(p[k]);
        }
        return terms;
    }

    static double[] softmax(double[] logits) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double[] p = new double[logits.length];
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.exp(logits[k]) / sum;
        }
        return p;
    }
}
