package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.optimizer.DecoupledWeightDecay;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Weight decay registered more than once in a layer. */
public final class DecayTwice extends Rule {

    /** Creates the rule. */
    public DecayTwice() {
        super(
                "decay-twice",
                Severity.WRONG_RESULT,
                "DL4J adds the network's regularization to each layer a second time when it validates the"
                        + " layer, except L1 and L2.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.training().filter(settings -> hasDecay(layer)).ifPresent(settings -> {
            List<Regularization> weights = once(settings.regularization());
            List<Regularization> biases = once(settings.regularizationBias());
            checkRepeated(
                    layer, settings.regularization(), settings.regularizationBias(), report, () -> new TrainingSettings(
                                    settings.updater(), settings.biasUpdater(), weights, biases)
                            .writeTo(layer.node().config()));
            checkStacked(layer, weights, report);
            checkStacked(layer, biases, report);
        });
    }

    /** A list may be set where it has no effect, such as on a BatchNorm. */
    private static boolean hasDecay(LayerView layer) {
        return layer.trained().stream()
                .anyMatch(parameter ->
                        !parameter.decays().isEmpty() || !parameter.penalties().isEmpty());
    }

    private void checkRepeated(
            LayerView layer,
            List<Regularization> weights,
            List<Regularization> biases,
            Report report,
            Runnable repair) {
        List<String> repeated = new ArrayList<>();
        for (List<Regularization> list : List.of(weights, biases)) {
            for (Regularization regularization : once(list)) {
                long times = list.stream().filter(regularization::equals).count();
                if (times > 1) {
                    repeated.add(regularization + " is applied " + times + " times to the layer's "
                            + (list == weights ? "weights" : "biases"));
                }
            }
        }
        if (!repeated.isEmpty()) {
            report.add(
                    this,
                    layer,
                    String.join(", ", repeated),
                    "AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf), or"
                            + " .weightDecay(..) on each"
                            + " layer",
                    "each decay once",
                    repair);
        }
    }

    private void checkStacked(LayerView layer, List<Regularization> list, Report report) {
        List<Regularization> decays = list.stream().filter(DecayTwice::isDecay).collect(Collectors.toList());
        if (decays.size() > 1) {
            report.add(
                    this,
                    layer,
                    decays.stream().map(Object::toString).collect(Collectors.joining(" and ")) + " add up",
                    "one .weightDecay(..), on each layer and not on the network");
        }
    }

    private static boolean isDecay(Regularization regularization) {
        return regularization instanceof WeightDecay || regularization instanceof DecoupledWeightDecay;
    }

    private static List<Regularization> once(List<Regularization> list) {
        return new ArrayList<>(new LinkedHashSet<>(list));
    }
}
