package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;

import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Cases of the rules on decay, penalties and updaters. */
final class DecayCases {

    private DecayCases() {}

    static List<RuleCase> cases() {
        return List.of(
                RuleCase.of(
                        "decay-twice",
                        "global decay",
                        () -> Stacks.of(net -> net.weightDecay(0.1), FLAT, dense().build(), output().build()),
                        () -> Stacks.of(
                                FLAT, decayed(), output().weightDecay(0.1).build())),
                RuleCase.of(
                        "decay-twice",
                        "global decay of biases",
                        () -> Stacks.of(net -> net.weightDecayBias(0.1), FLAT, dense().build(), output().build()),
                        () -> Stacks.of(FLAT, dense().weightDecayBias(0.1).build(), output().build())),
                RuleCase.of(
                        "decay-twice",
                        "own decay beside the global one",
                        () -> Stacks.of(
                                net -> net.weightDecay(0.1),
                                FLAT,
                                dense().weightDecay(0.2).build()),
                        () -> Stacks.of(
                                net -> net.weightDecay(0.1),
                                FLAT,
                                new FrozenLayer(dense().weightDecay(0.2).build()))),
                RuleCase.of(
                        "decay-twice",
                        "global decay in a graph",
                        () -> new NeuralNetConfiguration.Builder()
                                .weightDecay(0.1)
                                .graphBuilder()
                                .addInputs("in")
                                .addLayer("out", output().build(), "in")
                                .setOutputs("out")
                                .setInputTypes(FLAT)
                                .build(),
                        () -> adamw(Stacks.of(net -> net.weightDecay(0.1), FLAT, dense().build(), output().build()))),
                RuleCase.of(
                        "decay-of-non-weights",
                        "L2 with LayerNorm",
                        () -> Stacks.of(FLAT, dense().hasLayerNorm(true).l2(0.1).build()),
                        () -> adamw(Stacks.of(FLAT, dense().hasLayerNorm(true).build()))),
                RuleCase.of(
                        "decay-of-non-weights",
                        "decay with PReLU",
                        () -> Stacks.of(
                                net -> net.weightDecay(0.1),
                                FLAT,
                                new PReLULayer.Builder().inputShape(3).build()),
                        () -> Stacks.of(
                                net -> net.l2Bias(0.1),
                                FLAT,
                                new PReLULayer.Builder().inputShape(3).build())),
                RuleCase.of(
                        "l2-with-adam",
                        "L2 with Adam",
                        () -> Stacks.of(net -> net.updater(new Adam(1e-3)).l2(0.1), FLAT, dense().build()),
                        () -> adamw(Stacks.of(FLAT, dense().build()))),
                RuleCase.of(
                        "adam-epsilon",
                        "1e-4",
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new Adam(1e-3, 0.9, 0.999, 1e-4))
                                        .build()),
                        () -> Stacks.of(FLAT, dense().updater(new Adam(1e-3)).build())),
                RuleCase.of(
                        "l2-with-adam",
                        "beside layers that do not learn",
                        () -> Stacks.of(net -> net.updater(new RmsProp(1e-3)).l2(0.1), FLAT, dense().build()),
                        () -> Stacks.of(
                                net -> net.updater(new Adam(0.0)).l2(0.1),
                                FLAT,
                                dense().build(),
                                new ActivationLayer.Builder().build(),
                                new FrozenLayer(dense().updater(new Adam(1e-3)).build()),
                                dense().updater(new NoOp()).build())),
                RuleCase.of(
                        "adam-epsilon",
                        "not of the updater that it recommends",
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new Adam(1e-3, 0.9, 0.999, 1e-2))
                                        .build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new BiasCorrectedAdam(1e-3, 0.9, 0.999, 1e-2))
                                        .build())),
                RuleCase.of(
                        "rms-prop-decay",
                        "near 0",
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new RmsProp(1e-3, 1e-6, 1e-8)).build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new RmsProp(1e-3, 0.95, 1e-8)).build())),
                RuleCase.of(
                        "l2-and-decay",
                        "both",
                        () -> Stacks.of(
                                net -> net.l2(0.1),
                                FLAT,
                                dense().weightDecay(0.1).build()),
                        () -> Stacks.of(FLAT, dense().l2(0.1).l1(0.1).build())),
                RuleCase.of(
                        "decay-without-learning-rate",
                        "AdaDelta",
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new AdaDelta()).weightDecay(0.1).build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().updater(new AdaDelta())
                                        .weightDecay(0.1, false)
                                        .build())),
                RuleCase.of(
                        "poly-schedule-grows",
                        "of the learning rate",
                        () -> Stacks.of(net -> net.updater(new Nesterovs(poly(), 0.9)), FLAT, dense().build()),
                        () -> Stacks.of(net -> net.updater(new Nesterovs(0.1, 0.9)), FLAT, dense().build())),
                RuleCase.of(
                        "poly-schedule-grows",
                        "of the retain probability",
                        () -> Stacks.of(
                                FLAT,
                                dense().dropOut(new org.deeplearning4j.nn.conf.dropout.Dropout(poly()))
                                        .build()),
                        () -> Stacks.of(FLAT, dense().dropOut(0.5).build())));
    }

    private static Layer decayed() {
        return dense().weightDecay(0.1).build();
    }

    private static PolySchedule poly() {
        return new PolySchedule(ScheduleType.ITERATION, 0.1, 2, 100);
    }

    private static MultiLayerConfiguration adamw(MultiLayerConfiguration conf) {
        return AdamW.builder().build().applyTo(conf);
    }
}
