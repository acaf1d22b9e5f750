package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import java.util.List;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** L2 regularization that passes through an adaptive updater. */
public final class L2WithAdam extends Rule {

    private static final List<Class<? extends IUpdater>> ADAPTIVE = List.of(
            Adam.class,
            BiasCorrectedAdam.class,
            AMSGrad.class,
            AdaBelief.class,
            AdaDelta.class,
            AdaGrad.class,
            AdaMax.class,
            Nadam.class,
            RmsProp.class);

    /** Creates the rule. */
    public L2WithAdam() {
        super(
                "l2-with-adam",
                Severity.QUESTIONABLE,
                "An adaptive updater divides the L2 gradient by the size of the whole gradient: weights"
                        + " with large gradients hardly decay.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean penalized = layer.trained().stream()
                .flatMap(parameter -> parameter.penalties().stream())
                .anyMatch(L2Regularization.class::isInstance);
        layer.learningUpdater()
                .filter(updater -> penalized && ADAPTIVE.stream().anyMatch(type -> type.isInstance(updater)))
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        "L2 passes through " + updater.getClass().getSimpleName(),
                        "AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf) in"
                                + " place of .l2(..)"));
    }
}
