package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.SEQUENCE;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.learning.config.Sgd;

/** Cases of the rules on what a layer does by itself, and on constraints. */
final class LayerCases {

    private LayerCases() {}

    static List<RuleCase> cases() {
        return List.of(
                RuleCase.of(
                        "attention-gradient",
                        "SelfAttentionLayer",
                        () -> Stacks.of(
                                SEQUENCE,
                                new SelfAttentionLayer.Builder()
                                        .nOut(4)
                                        .nHeads(2)
                                        .projectInput(true)
                                        .build()),
                        () -> Stacks.of(
                                SEQUENCE,
                                new SelfAttentionWithDropout.Builder()
                                        .nOut(4)
                                        .nHeads(2)
                                        .projectInput(true)
                                        .dropRate(DropRate.of(0))
                                        .build())),
                RuleCase.of(
                        "clipped-batchnorm",
                        "set globally",
                        () -> Stacks.of(
                                net -> net.gradientNormalization(GradientNormalization.ClipL2PerLayer),
                                FLAT,
                                dense().build(),
                                new BatchNormalization(),
                                output().build()),
                        () -> Stacks.of(
                                net -> net.gradientNormalization(GradientNormalization.ClipL2PerLayer),
                                FLAT,
                                new BatchNormalization.Builder()
                                        .gradientNormalization(GradientNormalization.None)
                                        .build(),
                                output().build())),
                RuleCase.of(
                        "locked-gamma-beta",
                        "gamma 2",
                        () -> Stacks.of(FLAT, new BatchNormalization.Builder(2, 0, true).build()),
                        () -> Stacks.of(FLAT, new BatchNormalization.Builder(1, 0, true).build())),
                RuleCase.of(
                        "minmaxnorm-rate",
                        "rate 0.5",
                        () -> Stacks.of(
                                FLAT,
                                dense().constrainWeights(new MinMaxNormConstraint(1, 2, 0.5, 1))
                                        .build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().constrainWeights(new MinMaxNormConstraint(1, 2, 1, 1))
                                        .build())),
                RuleCase.of(
                        "bidirectional-wrapper",
                        "LastTimeStep",
                        () -> Stacks.of(SEQUENCE, new Bidirectional(new LastTimeStep(lstm()))),
                        () -> Stacks.of(SEQUENCE, new LastTimeStep(new Bidirectional(lstm())))));
    }

    /** With all that DL4J does not hand down to a layer in a wrapper in a Bidirectional. */
    private static LSTM lstm() {
        return new LSTM.Builder()
                .nOut(4)
                .updater(new Sgd(0.1))
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
