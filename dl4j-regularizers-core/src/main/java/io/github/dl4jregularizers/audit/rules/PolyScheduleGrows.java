package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.shade.jackson.databind.JsonNode;

/** A PolySchedule. */
public final class PolyScheduleGrows extends Rule {

    /** Creates the rule. */
    public PolyScheduleGrows() {
        super(
                "poly-schedule-grows",
                Severity.WRONG_RESULT,
                "DL4J computes (1 + i / maxIter) ^ power; polynomial decay is (1 - i / maxIter) ^ power.");
    }

    @Override
    protected void check(NetworkView network, Report report) {
        Map<Object, Boolean> known = new HashMap<>();
        for (LayerView layer : network.layers()) {
            for (Object scheduled : scheduled(layer)) {
                if (known.computeIfAbsent(scheduled, PolyScheduleGrows::hasPolySchedule)) {
                    report.add(
                            this,
                            layer,
                            "the PolySchedule of " + scheduled.getClass().getSimpleName()
                                    + " grows until maxIter, and is 0 from there on",
                            "another ISchedule, such as ExponentialSchedule or InverseSchedule");
                }
            }
        }
    }

    private static List<Object> scheduled(LayerView layer) {
        List<Object> objects = new ArrayList<>();
        layer.training().ifPresent(settings -> addAll(objects, settings));
        layer.dropout().ifPresent(objects::add);
        layer.weightNoise().ifPresent(objects::add);
        return objects;
    }

    private static void addAll(List<Object> objects, TrainingSettings settings) {
        if (settings.updater() != null) {
            objects.add(settings.updater());
        }
        if (settings.biasUpdater() != null) {
            objects.add(settings.biasUpdater());
        }
        objects.addAll(settings.regularization());
        objects.addAll(settings.regularizationBias());
    }

    /** Searches the JSON: classes with schedules have no common type. */
    private static boolean hasPolySchedule(Object scheduled) {
        JsonNode json = JsonMappers.getMapper().valueToTree(scheduled);
        return json.findValuesAsText("@class").contains(PolySchedule.class.getName());
    }
}
