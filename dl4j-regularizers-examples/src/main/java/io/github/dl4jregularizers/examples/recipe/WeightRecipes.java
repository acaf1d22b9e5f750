package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.penalty.GroupLasso;
import io.github.dl4jregularizers.penalty.SoftOrthogonality;
import io.github.dl4jregularizers.penalty.SpectralNormPenalty;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import java.util.List;
import java.util.function.BiPredicate;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Recipes of penalties, constraints, optimizers and averages. */
final class WeightRecipes {

    static final Recipe.Change DECAY = new DecoupledDecay(0.05);

    /** DL4J cannot tell weights of one length apart, such as those of self-attention. */
    private static final BiPredicate<String, String> ATTENTION = (layer, parameter) -> layer.equals("attention");

    private static final int CYCLES = 4;

    static final List<Recipe> ALL = List.of(
            Recipe.named("adamw", "AdamW, weight decay 0.05").withChange(DECAY).forAdam(),
            Recipe.named("label-smoothing-adamw", "label smoothing 0.1 and AdamW 0.05")
                    .withLoss(() -> new LabelSmoothingLoss(LossRecipes.SMOOTHING))
                    .withChange(DECAY)
                    .forAdam(),
            Recipe.named("adam-l2", "DL4J's L2, 0.001, scaled by Adam")
                    .withL2(0.001)
                    .forAdam(),
            Recipe.named("sam", "sharpness-aware minimization, rho 0.05: two passes per step")
                    .withGradientListener(plan -> new SharpnessAwareMinimization(0.05)),
            Recipe.named("ema", "moving average of the parameters, decay 0.99")
                    .withAverage(plan -> new ExponentialMovingAverage(0.99).withWarmUp(1)),
            Recipe.named("swa", "mean of the parameters over the last quarter of the epochs")
                    .withAverage(
                            plan -> StochasticWeightAveraging.everyEpochs(1).withStart(plan.epochs() * 3 / 4)),
            Recipe.named("elastic-net", "L1 1e-5 and L2 1e-4 on weights")
                    .withChange(new Penalized(new ElasticNet(1e-5, 1e-4))),
            Recipe.named("group-lasso", "whole filters shrunk, 1e-5")
                    .withChange(new Penalized(new GroupLasso(1e-5).exclude(ATTENTION))),
            Recipe.named("orthogonality", "soft orthogonality of filters, 1e-4")
                    .withChange(new Penalized(new SoftOrthogonality(1e-4).exclude(ATTENTION))),
            Recipe.named("spectral-penalty", "penalty on the spectral norm of weights, 0.01")
                    .withChange(new Penalized(new SpectralNormPenalty(0.01).exclude(ATTENTION))),
            Recipe.named("max-norm", "norm of each filter at most 3").withConstraint(() -> new MaxNorm(3)),
            Recipe.named("max-spectral-norm", "spectral norm of each weight matrix at most 2")
                    .withConstraint(() -> new MaxSpectralNorm(2)),
            Recipe.named("clipping", "global norm of the gradient at most 1")
                    .withGradientListener(plan -> GradientClipping.globalNorm(1)),
            Recipe.named("adaptive-clipping", "gradient of each filter at most 0.01 of its norm")
                    .withGradientListener(plan -> GradientClipping.adaptive(0.01)),
            Recipe.named("snapshots", "ensemble of the ends of 4 cosine cycles of the learning rate")
                    .withLearningRate(WeightRecipes::cycles)
                    .withSnapshots(plan ->
                            SnapshotEnsemble.everyIterations(cycle(plan)).withMembers(CYCLES)));

    private WeightRecipes() {}

    private static int cycle(TrainingPlan plan) {
        return Math.max(plan.iterations() / CYCLES, 1);
    }

    private static ISchedule cycles(TrainingPlan plan) {
        return new CosineSchedule(ScheduleType.ITERATION, plan.peakLearningRate(), cycle(plan)).withRestarts(1);
    }
}
