package io.github.dl4jregularizers.audit;

import java.util.List;

/** The rules in the order in which they report. */
final class Rules {

    static final List<Rule> ALL = List.of(
            new DecayTwice(),
            new DecayOfNonWeights(),
            new DecayWithoutLearningRate(),
            new L2WithAdaptiveUpdater(),
            new L2AndDecay(),
            new AdamEpsilon(),
            new WeightNoiseGradient(),
            new WeightNoiseIgnored(),
            new WeightNoiseAtInference(),
            new DropoutGradient(),
            new DropoutIgnored(),
            new DropoutChannelsLast(),
            new SpatialDropoutFormat(),
            new DropoutMaskShape(),
            new SharedDropout(),
            new DropoutLayerOnSequence(),
            new RetainOrDrop(),
            new DropoutBeforeBatchNorm(),
            new DropoutOnOutput(),
            new OutputDropoutInGraph(),
            new AttentionGradient(),
            new AttentionVertexClone(),
            new ClippedStatistics(),
            new LockedGammaBeta(),
            new MinMaxNormRate(),
            new ConstraintTwice(),
            new BidirectionalWrapper(),
            new PolyScheduleGrows(),
            new LossActivation(),
            new ImageLossScore(),
            new StackedRegularizers(),
            new SmallNetworkDropout());

    private Rules() {}
}
