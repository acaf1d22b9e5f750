package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.contract.LossCase.Labels;
import io.github.dl4jregularizers.loss.BootstrappingLoss;
import io.github.dl4jregularizers.loss.DistillationLoss;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.JensenShannonConsistencyLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.NtXentLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.loss.ScaledLoss;
import io.github.dl4jregularizers.loss.UncertaintyWeightedLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Rows of {@link LossTable} for losses with targets besides the labels. Labels here are ordinary ones;
 * LossReferenceTest and TargetLossTest have the others.
 */
final class TargetLossRows {

    private TargetLossRows() {}

    static List<LossCase> rows() {
        List<LossCase> rows = new ArrayList<>();
        for (Labels labels : new Labels[] {Labels.ONE_HOT, Labels.PROBABILITIES}) {
            rows.add(bootstrapping(labels, 0.9, false));
            rows.add(bootstrapping(labels, 0.6, true));
            rows.add(new LossCase("DistillationLoss", Activation.SOFTMAX, labels, () -> new DistillationLoss(4, 0.1))
                    .reference((given, logits) -> LossTable.smoothedCrossEntropy(given, logits, 0, null))
                    .unlike(() -> new DistillationLoss(3, 0.1), () -> new DistillationLoss(4, 0.2))
                    .rejects("temperature", "> 0", 0.0, () -> new DistillationLoss(0, 0.1))
                    .rejects("labelWeight", "[0.0, 1.0]", 1.5, () -> new DistillationLoss(1, 1.5)));
            rows.add(new LossCase(
                            "JensenShannonConsistencyLoss",
                            Activation.SOFTMAX,
                            labels,
                            () -> new JensenShannonConsistencyLoss(3, new LabelSmoothingLoss(0.1)))
                    .reference((given, logits) -> LossTable.smoothedCrossEntropy(given, logits, 0.1, null))
                    .unlike(
                            () -> new JensenShannonConsistencyLoss(new LabelSmoothingLoss(0.1)),
                            () -> new JensenShannonConsistencyLoss(3, new LabelSmoothingLoss(0.2)))
                    .rejects("weight", ">= 0", -1.0, () -> new JensenShannonConsistencyLoss(-1, new LossMSE()))
                    .rejects("loss", "given", null, () -> new JensenShannonConsistencyLoss(null))
                    .rejects(
                            "loss",
                            "sum over rows",
                            new FloodedLoss(0.1, new LossMSE()),
                            () -> new JensenShannonConsistencyLoss(new FloodedLoss(0.1, new LossMSE()))));
            rows.add(new LossCase(
                            "SampleWeightedLoss",
                            Activation.SOFTMAX,
                            labels,
                            () -> new SampleWeightedLoss(new LabelSmoothingLoss(0.1)))
                    .reference((given, logits) -> LossTable.smoothedCrossEntropy(given, logits, 0.1, null))
                    .unlike(
                            () -> new SampleWeightedLoss(new LabelSmoothingLoss(0.2)),
                            () -> new SampleWeightedLoss(new LabelSmoothingLoss(0.1), new LossMSE()))
                    .rejects("number of losses", ">= 1", 0, SampleWeightedLoss::new)
                    .rejects("losses", "given", null, () -> new SampleWeightedLoss((ILossFunction[]) null))
                    .rejects(
                            "loss",
                            "sum over rows",
                            new FloodedLoss(0.1, new LossMSE()),
                            () -> new SampleWeightedLoss(new FloodedLoss(0.1, new LossMSE()))));
            rows.add(new LossCase(
                            "ScaledLoss",
                            Activation.SOFTMAX,
                            labels,
                            () -> new ScaledLoss(0.3, new LabelSmoothingLoss(0)))
                    .reference((given, logits) -> {
                        double[] terms = LossTable.smoothedCrossEntropy(given, logits, 0, null);
                        for (int k = 0; k < terms.length; k++) {
                            terms[k] *= 0.3;
                        }
                        return terms;
                    })
                    .unlike(
                            () -> new ScaledLoss(0.4, new LabelSmoothingLoss(0)),
                            () -> new ScaledLoss(0.3, new LabelSmoothingLoss(0.1)))
                    .rejects("factor", ">= 0", -1.0, () -> new ScaledLoss(-1, new LossMSE()))
                    .rejects("loss", "given", null, () -> new ScaledLoss(1, null)));
        }
        rows.add(ntXent());
        rows.add(uncertain());
        return rows;
    }

    private static LossCase uncertain() {
        String overflow = "exp(-s) of a log variance of -10000 overflows, by definition";
        return new LossCase(
                        "UncertaintyWeightedLoss",
                        Activation.IDENTITY,
                        Labels.ONE_HOT,
                        () -> UncertaintyWeightedLoss.classification(new LabelSmoothingLoss(0.1)))
                .withFurtherOutputs(1)
                .reference((given, outputs) -> {
                    double s = outputs[outputs.length - 1];
                    double[] logits = Arrays.copyOf(outputs, outputs.length - 1);
                    double[] terms = LossTable.smoothedCrossEntropy(given, logits, 0.1, null);
                    for (int k = 0; k < terms.length; k++) {
                        terms[k] = Math.exp(-s) * terms[k] + s / (2 * terms.length);
                    }
                    return terms;
                })
                .unlike(
                        () -> UncertaintyWeightedLoss.classification(new LabelSmoothingLoss(0)),
                        () -> UncertaintyWeightedLoss.regression(new LabelSmoothingLoss(0.1)))
                .rejects("loss", "given", null, () -> UncertaintyWeightedLoss.classification(null))
                .rejects("loss", "given", null, () -> UncertaintyWeightedLoss.regression(null))
                .skip(LossProperty.EXTREME_OUTPUTS_ARE_FINITE, overflow);
    }

    private static LossCase ntXent() {
        String pairs = "rows are pairs: NtXentLossTest compares with PyTorch and checks the gradient of a network";
        String odd = "the property trains three examples, and pairs need an even number";
        return new LossCase("NtXentLoss", Activation.IDENTITY, Labels.REAL_NUMBERS, () -> new NtXentLoss(0.2))
                .unlike(() -> new NtXentLoss(0.3))
                .rejects("temperature", "> 0", 0.0, () -> new NtXentLoss(0))
                .rejects("temperature", "> 0", Double.NaN, () -> new NtXentLoss(Double.NaN))
                .skip(LossProperty.SCORE_IS_EXACT, pairs)
                .skip(LossProperty.GRADIENT_IN_LAYERS_IS_EXACT, odd)
                .skip(LossProperty.RESTORE_CONTINUES, odd)
                .skip(LossProperty.SHAPES_ARE_CHECKED, "labels are ignored, so that their number of columns is free")
                .skip(
                        LossProperty.MASKED_ROWS_HAVE_NO_EFFECT,
                        "the property masks one row of each pair; NtXentLossTest masks pairs");
    }

    private static LossCase bootstrapping(Labels labels, double beta, boolean hard) {
        return new LossCase(
                        "BootstrappingLoss, " + (hard ? "hard" : "soft"),
                        Activation.SOFTMAX,
                        labels,
                        () -> hard ? BootstrappingLoss.hard(beta) : BootstrappingLoss.soft(beta))
                .reference((given, logits) -> {
                    double[] p = LossTable.softmax(logits);
                    int largest = p[0] >= p[1] && p[0] >= p[2] ? 0 : p[1] >= p[2] ? 1 : 2;
                    double[] terms = new double[p.length];
                    for (int k = 0; k < p.length; k++) {
                        double own = hard ? (k == largest ? 1 : 0) : p[k];
                        terms[k] = -(beta * given[k] + (1 - beta) * own) * Math.log(p[k]);
                    }
                    return terms;
                })
                .unlike(() -> BootstrappingLoss.soft(0.5), () -> BootstrappingLoss.hard(0.5))
                .rejects("beta", "[0.0, 1.0]", -0.1, () -> BootstrappingLoss.soft(-0.1))
                .rejects("beta", "[0.0, 1.0]", Double.NaN, () -> BootstrappingLoss.hard(Double.NaN));
    }
}
