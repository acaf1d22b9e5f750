package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.UpdaterCase.applied;
import static io.github.dl4jregularizers.contract.UpdaterCase.constraint;
import static io.github.dl4jregularizers.contract.UpdaterCase.regularization;
import static io.github.dl4jregularizers.contract.UpdaterCase.schedule;
import static io.github.dl4jregularizers.contract.UpdaterCase.updater;

import io.github.dl4jregularizers.bayes.StochasticGradientLangevinDynamics;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import io.github.dl4jregularizers.optimizer.DecoupledWeightDecay;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.schedule.LinearWarmup;
import io.github.dl4jregularizers.schedule.RampUp;
import io.github.dl4jregularizers.schedule.ScaledSchedule;
import io.github.dl4jregularizers.schedule.TriangularSchedule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Every updater and regularization of the library, with non-default values: the rows of {@link UpdaterContract}. */
final class UpdaterTable {

    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private UpdaterTable() {}

    static List<UpdaterCase> rows() {
        return Stream.of(updaters(), langevin(), PenaltyRows.rows(), MixingRows.rows())
                .flatMap(List::stream)
                .collect(Collectors.toList());
    }

    private static List<UpdaterCase> updaters() {
        return List.of(
                updater("BiasCorrectedAdam", () -> adam(1e-3), () -> new DecoupledWeightDecay(0.1))
                        .torch("adamw", "large epsilon")
                        .unlike(
                                () -> adam(1e-8),
                                () -> new BiasCorrectedAdam(0.02, 0.9, 0.999, 1e-3),
                                () -> new BiasCorrectedAdam(0.01, 0.8, 0.999, 1e-3),
                                () -> new BiasCorrectedAdam(0.01, 0.9, 0.99, 1e-3),
                                UpdaterTable::scheduledAdam)
                        .rejects("learningRate", ">= 0", -1.0, () -> new BiasCorrectedAdam(-1, 0.9, 0.999, 1e-8))
                        .rejects("beta1", "[0, 1)", 1.0, () -> new BiasCorrectedAdam(1, 1, 0.999, 1e-8))
                        .rejects("beta2", "[0, 1)", NAN, () -> new BiasCorrectedAdam(1, 0.9, NAN, 1e-8))
                        .rejects("epsilon", "> 0", 0.0, () -> new BiasCorrectedAdam(1, 0.9, 0.999, 0)),
                updater("BiasCorrectedAdam, schedule", UpdaterTable::scheduledAdam, () -> new DecoupledWeightDecay(0.1))
                        .torch("adamw", "learning rate schedule")
                        .unlike(() -> adam(1e-8), () -> new BiasCorrectedAdam(step(1e-2, 0.25), 0.9, 0.999, 1e-8))
                        .rejects("learningRate", "given", null, () -> new BiasCorrectedAdam(null, 0.9, 0.999, 1e-8))
                        .rejects("learning rate at iteration 10", ">= 0", -0.01, () -> new BiasCorrectedAdam(
                                        step(1e-2, -1), 0.9, 0.999, 1e-8)
                                .getLearningRate(10, 0)),
                regularization("DecoupledWeightDecay", () -> new DecoupledWeightDecay(0.1), () -> adam(1e-8))
                        .torch("adamw", "default")
                        .unlike(() -> new DecoupledWeightDecay(0.2), () -> decay(step(0.1, 0.25), true))
                        .rejects("weightDecay", ">= 0", -1.0, () -> new DecoupledWeightDecay(-1))
                        .rejects("weightDecay", "finite", INFINITE, () -> new DecoupledWeightDecay(INFINITE))
                        .rejects("weightDecay", ">= 0", NAN, () -> new DecoupledWeightDecay(NAN))
                        .rejects("weightDecay", "given", null, () -> new DecoupledWeightDecay(null, true)),
                regularization("DecoupledWeightDecay, schedule", () -> decay(step(0.1, 0.25), true), () -> adam(1e-8))
                        .torch("adamw", "weight decay schedule")
                        .unlike(() -> decay(step(0.1, 0.25), false), () -> decay(step(0.2, 0.25), true))
                        .rejects("weightDecay", "given", null, () -> decay(null, true)),
                regularization(
                                "DecoupledWeightDecay, independent of the learning rate",
                                () -> decay(step(0.003, 1), false),
                                UpdaterTable::scheduledAdam)
                        .torch("adamw", "independent of the learning rate")
                        .unlike(() -> decay(step(0.003, 1), true))
                        .rejects("weightDecay", "given", null, () -> decay(null, false)),
                regularization(
                                "DecoupledWeightDecay, with Nesterov momentum",
                                () -> new DecoupledWeightDecay(0.1),
                                () -> new Nesterovs(0.05, 0.9))
                        .torch("sgdw", "nesterov")
                        .unlike(() -> new DecoupledWeightDecay(0.2))
                        .rejects("weightDecay", ">= 0", -1.0, () -> new DecoupledWeightDecay(-1)),
                regularization(
                                "DecoupledWeightDecay, with plain gradient descent",
                                () -> new DecoupledWeightDecay(0.1),
                                () -> new Sgd(0.05))
                        .torch("sgdw", "plain")
                        .unlike(() -> new DecoupledWeightDecay(0.2))
                        .rejects("weightDecay", ">= 0", -1.0, () -> new DecoupledWeightDecay(-1)),
                schedule("TriangularSchedule", () -> new TriangularSchedule(0.1, 0.01, 6))
                        .unlike(
                                () -> new TriangularSchedule(0.2, 0.01, 6),
                                () -> new TriangularSchedule(0.1, 0.02, 6),
                                () -> new TriangularSchedule(0.1, 0.01, 8))
                        .rejects("high", ">= 0", -1.0, () -> new TriangularSchedule(-1, 0, 2))
                        .rejects("low", "[0.0, 0.1]", 0.2, () -> new TriangularSchedule(0.1, 0.2, 2))
                        .rejects("cycle", "even", 3, () -> new TriangularSchedule(0.1, 0, 3))
                        .rejects("cycle", ">= 2", 0, () -> new TriangularSchedule(0.1, 0, 0)),
                schedule("RampUp, linear", () -> RampUp.linear(ScheduleType.ITERATION, 0.1, 1, 4))
                        .unlike(
                                () -> RampUp.linear(ScheduleType.EPOCH, 0.1, 1, 4),
                                () -> RampUp.linear(ScheduleType.ITERATION, 0.2, 1, 4),
                                () -> RampUp.linear(ScheduleType.ITERATION, 0.1, 0, 4),
                                () -> RampUp.linear(ScheduleType.ITERATION, 0.1, 1, 5))
                        .skip(UpdaterProperty.PARALLEL_WRAPPER, "the rate of the first iteration is 0, by definition")
                        .rejects("type", "given", null, () -> RampUp.linear(null, 1, 0, 1))
                        .rejects("start", ">= 0", -1, () -> RampUp.linear(ScheduleType.EPOCH, 1, -1, 1))
                        .rejects("end", ">= 3", 2, () -> RampUp.linear(ScheduleType.EPOCH, 1, 2, 2)),
                schedule("RampUp, Gaussian", () -> RampUp.gaussian(ScheduleType.ITERATION, 0.1, 4))
                        .unlike(() -> RampUp.linear(ScheduleType.ITERATION, 0.1, 0, 4))
                        .rejects("value", ">= 0", -1.0, () -> RampUp.gaussian(ScheduleType.EPOCH, -1, 2))
                        .rejects("length", ">= 1", 0, () -> RampUp.gaussian(ScheduleType.EPOCH, 1, 0)),
                schedule("CosineSchedule", () -> new CosineSchedule(ScheduleType.ITERATION, 0.1, 0.01, 5))
                        .unlike(
                                () -> new CosineSchedule(ScheduleType.EPOCH, 0.1, 0.01, 5),
                                () -> new CosineSchedule(ScheduleType.ITERATION, 0.2, 0.01, 5),
                                () -> new CosineSchedule(ScheduleType.ITERATION, 0.1, 5),
                                () -> new CosineSchedule(ScheduleType.ITERATION, 0.1, 0.01, 6),
                                () -> new CosineSchedule(ScheduleType.ITERATION, 0.1, 0.01, 5).withRestarts(1))
                        .rejects("type", "given", null, () -> new CosineSchedule(null, 1, 1))
                        .rejects("from", ">= 0", -1.0, () -> new CosineSchedule(ScheduleType.EPOCH, -1, 1))
                        .rejects("to", "finite", NAN, () -> new CosineSchedule(ScheduleType.EPOCH, 1, NAN, 1))
                        .rejects("length", ">= 1", 0, () -> new CosineSchedule(ScheduleType.EPOCH, 1, 0))
                        .rejects("factor", ">= 1", 0, () -> new CosineSchedule(ScheduleType.EPOCH, 1, 1)
                                .withRestarts(0)),
                schedule("LinearWarmup", () -> new LinearWarmup(ScheduleType.ITERATION, 2, step(0.1, 0.5)))
                        .unlike(
                                () -> new LinearWarmup(ScheduleType.EPOCH, 2, step(0.1, 0.5)),
                                () -> new LinearWarmup(ScheduleType.ITERATION, 3, step(0.1, 0.5)),
                                () -> new LinearWarmup(ScheduleType.ITERATION, 2, step(0.1, 0.25)))
                        .rejects("type", "given", null, () -> new LinearWarmup(null, 1, step(1, 1)))
                        .rejects("length", ">= 0", -1, () -> new LinearWarmup(ScheduleType.EPOCH, -1, step(1, 1)))
                        .rejects("schedule", "given", null, () -> new LinearWarmup(ScheduleType.EPOCH, 1, null)),
                schedule("ScaledSchedule", () -> new ScaledSchedule(step(0.1, 0.5), 0.3))
                        .unlike(
                                () -> new ScaledSchedule(step(0.1, 0.25), 0.3),
                                () -> new ScaledSchedule(step(0.1, 0.5), 0.4))
                        .rejects("schedule", "given", null, () -> new ScaledSchedule(null, 1))
                        .rejects("factor", ">= 0", -1.0, () -> new ScaledSchedule(step(1, 1), -1))
                        .rejects("factor", "finite", NAN, () -> new ScaledSchedule(step(1, 1), NAN)),
                constraint("MaxNorm", () -> new MaxNorm(0.5))
                        .unlike(() -> new MaxNorm(0.6), () -> constrained(new MaxNorm(0.5)))
                        .rejects("maximum", "> 0", 0.0, () -> new MaxNorm(0))
                        .rejects("maximum", "finite", NAN, () -> new MaxNorm(NAN)),
                constraint("MaxSpectralNorm", () -> new MaxSpectralNorm(0.5, 7))
                        .unlike(
                                () -> new MaxSpectralNorm(0.6, 7),
                                () -> new MaxSpectralNorm(0.5),
                                () -> MaxSpectralNorm.ofOperator(0.5),
                                () -> constrained(new MaxSpectralNorm(0.5, 7)))
                        .rejects("maximum", "> 0", -1.0, () -> new MaxSpectralNorm(-1))
                        .rejects("maximum", "finite", INFINITE, () -> new MaxSpectralNorm(INFINITE))
                        .rejects("iterations", ">= 1", 0, () -> new MaxSpectralNorm(1, 0)),
                applied("SgdW", UpdaterTable::sgdW)
                        .rejects("learningRate", ">= 0", -1.0, () -> SgdW.builder()
                                .learningRate(-1)
                                .build())
                        .rejects("weightDecay", ">= 0", NAN, () -> SgdW.builder()
                                .weightDecay(NAN)
                                .build())
                        .rejects("layerwiseDecay", "[0.0, 1.0]", 2.0, () -> SgdW.builder()
                                .layerwiseDecay(2))
                        .rejects("learningRateFactor", ">= 0", -1.0, () -> SgdW.builder()
                                .learningRateFactor(layer -> true, -1))
                        .rejects("weightDecayFactor", "finite", NAN, () -> SgdW.builder()
                                .weightDecayFactor(layer -> true, NAN))
                        .rejects("momentum", "[0, 1)", 1.0, () -> SgdW.builder()
                                .momentum(1)
                                .build())
                        .rejects("conf", "given", null, () -> sgdW().applyTo((MultiLayerConfiguration) null)),
                applied("AdamW", UpdaterTable::adamW)
                        .rejects("learningRate", ">= 0", -1.0, () -> AdamW.builder()
                                .learningRate(-1)
                                .build())
                        .rejects("weightDecay", ">= 0", NAN, () -> AdamW.builder()
                                .weightDecay(NAN)
                                .build())
                        .rejects("beta1", "[0, 1)", 1.0, () -> AdamW.builder()
                                .beta1(1)
                                .build())
                        .rejects("beta2", "[0, 1)", -0.1, () -> AdamW.builder()
                                .beta2(-0.1)
                                .build())
                        .rejects("epsilon", "> 0", 0.0, () -> AdamW.builder()
                                .epsilon(0)
                                .build())
                        .rejects("learningRate", "given", null, () -> AdamW.builder()
                                .learningRate(null))
                        .rejects("weightDecay", "given", null, () -> AdamW.builder()
                                .weightDecay(null))
                        .rejects("exclusion", "given", null, () -> AdamW.builder()
                                .exclude(null)));
    }

    private static List<UpdaterCase> langevin() {
        String reason = "draws noise; LangevinTest compares steps with the formula and samples with a known posterior";
        return List.of(
                updater(
                                "StochasticGradientLangevinDynamics",
                                UpdaterTable::plainLangevin,
                                () -> new L2Regularization(0.1))
                        .skip(UpdaterProperty.EQUALS_TORCH, reason)
                        .unlike(
                                () -> new StochasticGradientLangevinDynamics(0.2, 100),
                                () -> new StochasticGradientLangevinDynamics(step(0.1, 0.5), 100),
                                () -> new StochasticGradientLangevinDynamics(0.1, 200),
                                () -> plainLangevin().temperature(0.5),
                                () -> plainLangevin().preconditioned(0.9, 0.1),
                                () -> plainLangevin().cyclical(10, 0.5))
                        .rejects("learningRate", ">= 0", -1.0, () -> new StochasticGradientLangevinDynamics(-1, 1))
                        .rejects(
                                "learningRate",
                                "given",
                                null,
                                () -> new StochasticGradientLangevinDynamics((ISchedule) null, 1))
                        .rejects("trainingExamples", ">= 1", 0, () -> new StochasticGradientLangevinDynamics(1, 0))
                        .rejects(
                                "temperature", "> 0", 0.0, () -> plainLangevin().temperature(0)),
                updater(
                                "StochasticGradientLangevinDynamics, preconditioned, in cycles",
                                () -> plainLangevin().preconditioned(0.95, 1e-3).cyclical(7, 0.3),
                                () -> new L2Regularization(0.1))
                        .skip(UpdaterProperty.EQUALS_TORCH, reason)
                        .unlike(
                                () -> plainLangevin().preconditioned(0.9, 1e-3).cyclical(7, 0.3),
                                () -> plainLangevin().preconditioned(0.95, 1e-2).cyclical(7, 0.3),
                                () -> plainLangevin().preconditioned(0.95, 1e-3).cyclical(8, 0.3),
                                () -> plainLangevin().preconditioned(0.95, 1e-3).cyclical(7, 0.4))
                        .rejects("decay", "[0, 1)", 1.0, () -> plainLangevin().preconditioned(1, 1e-3))
                        .rejects("epsilon", "> 0", 0.0, () -> plainLangevin().preconditioned(0.9, 0))
                        .rejects("length", ">= 2", 1, () -> plainLangevin().cyclical(1, 0.5))
                        .rejects("exploration", "[0, 1)", 1.0, () -> plainLangevin()
                                .cyclical(9, 1)));
    }

    private static StochasticGradientLangevinDynamics plainLangevin() {
        return new StochasticGradientLangevinDynamics(0.1, 100);
    }

    private static BiasCorrectedAdam adam(double epsilon) {
        return new BiasCorrectedAdam(1e-2, 0.9, 0.999, epsilon);
    }

    private static BiasCorrectedAdam scheduledAdam() {
        return new BiasCorrectedAdam(step(1e-2, 0.5), 0.9, 0.999, 1e-8);
    }

    private static DecoupledWeightDecay decay(ISchedule schedule, boolean timesLearningRate) {
        return new DecoupledWeightDecay(schedule, timesLearningRate);
    }

    private static ISchedule step(double initial, double rate) {
        return new StepSchedule(ScheduleType.ITERATION, initial, rate, 10);
    }

    /** As DL4J has it in a layer. */
    private static LayerConstraint constrained(LayerConstraint constraint) {
        constraint.setParams(Set.of("W"));
        return constraint;
    }

    private static SgdW sgdW() {
        return SgdW.builder()
                .learningRate(step(0.02, 0.5))
                .weightDecay(step(0.3, 0.5))
                .timesLearningRate(false)
                .momentum(0.8)
                .exclude((layer, parameter) -> layer.startsWith("head"))
                .build();
    }

    private static AdamW adamW() {
        return AdamW.builder()
                .learningRate(step(0.02, 0.5))
                .weightDecay(step(0.3, 0.5))
                .timesLearningRate(false)
                .beta1(0.8)
                .beta2(0.99)
                .epsilon(1e-6)
                .exclude((layer, parameter) -> layer.startsWith("head"))
                .build();
    }
}
