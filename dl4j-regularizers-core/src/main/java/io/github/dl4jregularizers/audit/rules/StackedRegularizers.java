package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.DecayReport;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Three or more kinds of strong regularization in one network. */
public final class StackedRegularizers extends Rule {

    private static final int TOO_MANY = 3;
    private static final double STRONG_RATE = 0.5;
    private static final double STRONG_SMOOTHING = 0.2;
    private static final double STRONG_L2 = 0.01;
    private static final double STRONG_DECAY = 0.1;

    /** Creates the rule. */
    public StackedRegularizers() {
        super(
                "stacked-regularizers",
                Severity.QUESTIONABLE,
                "Each of them limits the fit alone, and the limits multiply: together they often underfit.");
    }

    @Override
    protected void check(NetworkView network, Report report) {
        Set<String> strong = new TreeSet<>();
        network.layers().forEach(layer -> collect(layer, strong));
        if (strong.size() >= TOO_MANY) {
            report.add(
                    this,
                    "strong regularization of " + strong.size() + " kinds: " + String.join(", ", strong),
                    "one of them at full strength, the others weaker; strengthen them only while the"
                            + " training error stays low");
        }
    }

    private static void collect(LayerView layer, Set<String> strong) {
        if (layer.dropout().map(Strength::of).orElse(0.0) >= STRONG_RATE) {
            strong.add("dropout");
        }
        double weights = layer.is(DropConnect.class)
                ? Strength.of(((DropConnect) layer.layer()).dropRate())
                : layer.weightNoise().map(Strength::of).orElse(0.0);
        if (weights >= STRONG_RATE) {
            strong.add("DropConnect");
        }
        if (layer.is(ResidualBlock.class) && Strength.of(((ResidualBlock) layer.layer()).dropRate()) >= STRONG_RATE) {
            strong.add("stochastic depth");
        }
        ILossFunction loss = LossActivation.lossOf(layer);
        if (loss instanceof LabelSmoothingLoss && ((LabelSmoothingLoss) loss).smoothing() >= STRONG_SMOOTHING) {
            strong.add("label smoothing");
        }
        if (layer.trained().stream().anyMatch(StackedRegularizers::isStronglyPulled)) {
            strong.add("decay");
        }
    }

    private static boolean isStronglyPulled(DecayReport.Entry parameter) {
        return parameter.penalties().stream()
                        .anyMatch(penalty -> penalty instanceof L2Regularization
                                && ((L2Regularization) penalty).getL2().valueAt(0, 0) >= STRONG_L2)
                || parameter.decays().stream()
                        .anyMatch(decay -> decay instanceof WeightDecay
                                && ((WeightDecay) decay).getCoeff().valueAt(0, 0) >= STRONG_DECAY);
    }
}
