package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.contract.ForwardReference.Sharing;
import io.github.dl4jregularizers.variational.L0Gates;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Gates on units and channels, drawn for the batch or for each example. */
final class L0GatesRows {

    private static final double LAMBDA = 0.03;
    private static final double RETAIN = 0.6;
    private static final double TEMPERATURE = 0.7;
    private static final double GAMMA = -0.2;
    private static final double ZETA = 1.3;

    private L0GatesRows() {}

    static List<LayerCase> rows() {
        List<LayerCase> rows = new ArrayList<>();
        for (Input input : List.of(Input.FEED_FORWARD, Input.CONVOLUTIONAL, Input.RECURRENT)) {
            rows.add(row("L0Gates", input, false, Sharing.CHANNEL_OF_BATCH));
            rows.add(row("L0Gates per example", input, true, Sharing.CHANNEL));
        }
        return rows;
    }

    private static LayerCase row(String name, Input input, boolean perExample, Sharing sharing) {
        return LayerCase.layer(name, input, format -> gates(perExample)
                        .dataFormat(format)
                        .build())
                .reference(ForwardReference.timesUniform(sharing, L0GatesRows::gate))
                .unlike(
                        () -> gates(perExample).lambda(0.04).build(),
                        () -> gates(perExample)
                                .lambda(new ExponentialSchedule(ScheduleType.ITERATION, LAMBDA, 0.9))
                                .build(),
                        () -> gates(perExample).groupSize(3).build(),
                        () -> gates(perExample).initialRetainProbability(0.8).build(),
                        () -> gates(!perExample).build(),
                        () -> gates(perExample).temperature(0.5).build(),
                        () -> gates(perExample).stretch(-0.3, ZETA).build(),
                        () -> gates(perExample).stretch(GAMMA, 1.2).build(),
                        () -> gates(perExample).dataFormat(RNNFormat.NWC).build(),
                        () -> gates(perExample).nIn(9).build())
                .rejects("lambda", "given", null, () -> new L0Gates.Builder().build())
                .rejects("lambda", "given", null, () -> gates(perExample)
                        .lambda((ISchedule) null)
                        .build())
                .rejects("lambda", ">= 0", -0.1, () -> gates(perExample)
                        .lambda(-0.1)
                        .build())
                .rejects("lambda", "finite", Double.NaN, () -> gates(perExample)
                        .lambda(Double.NaN)
                        .build())
                .rejects("groupSize", ">= 1", 0, () -> gates(perExample)
                        .groupSize(0)
                        .build())
                .rejects("initialRetainProbability", "[0.01, 0.99]", 0.0, () -> gates(perExample)
                        .initialRetainProbability(0)
                        .build())
                .rejects("initialRetainProbability", "[0.01, 0.99]", 1.0, () -> gates(perExample)
                        .initialRetainProbability(1)
                        .build())
                .rejects("initialRetainProbability", "[0.01, 0.99]", Double.NaN, () -> gates(perExample)
                        .initialRetainProbability(Double.NaN)
                        .build())
                .rejects("temperature", "[0.01, 10.0]", 0.0, () -> gates(perExample)
                        .temperature(0)
                        .build())
                .rejects("temperature", "[0.01, 10.0]", -1.0, () -> gates(perExample)
                        .temperature(-1)
                        .build())
                .rejects("gamma", "[-1.0, -0.05]", 0.0, () -> gates(perExample)
                        .stretch(0, ZETA)
                        .build())
                .rejects("gamma", "[-1.0, -0.05]", Double.NaN, () -> gates(perExample)
                        .stretch(Double.NaN, ZETA)
                        .build())
                .rejects("zeta", "[1.05, 2.0]", 1.0, () -> gates(perExample)
                        .stretch(GAMMA, 1)
                        .build())
                .rejects("activation", "left out, because the layer below has one", "relu", () -> gates(perExample)
                        .activation(Activation.RELU)
                        .build());
    }

    private static L0Gates.Builder gates(boolean perExample) {
        return new L0Gates.Builder()
                .nIn(Input.SIZE)
                .lambda(LAMBDA)
                .groupSize(2)
                .initialRetainProbability(RETAIN)
                .gatesPerExample(perExample)
                .temperature(TEMPERATURE)
                .stretch(GAMMA, ZETA);
    }

    private static double gate(double u) {
        double logAlpha = Math.log(RETAIN / (1 - RETAIN));
        double s = 1 / (1 + Math.exp(-(Math.log(u / (1 - u)) + logAlpha) / TEMPERATURE));
        return Math.min(1, Math.max(0, s * (ZETA - GAMMA) + GAMMA));
    }
}
