package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.contract.LossCase.Labels;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

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
        }
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

    private static LabelSmoothingLoss labelSmoothing(double smoothing, double[] weights) {
        return weights == null
                ? new LabelSmoothingLoss(smoothing)
                : new LabelSmoothingLoss(smoothing, Nd4j.createFromArray(weights));
    }

    private static double[] smoothedCrossEntropy(double[] labels, double[] logits, double smoothing, double[] weights) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double[] terms = new double[labels.length];
        for (int k = 0; k < labels.length; k++) {
            double target = (1 - smoothing) * labels[k] + smoothing / labels.length;
            terms[k] = -(weights == null ? 1 : weights[k]) * target * Math.log(Math.exp(logits[k]) / sum);
        }
        return terms;
    }
}
