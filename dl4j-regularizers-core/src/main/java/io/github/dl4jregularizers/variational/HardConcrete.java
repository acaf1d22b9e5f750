package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.Clip;
import java.io.Serializable;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The hard concrete distribution of a gate: a concrete variable in (0, 1), stretched to (gamma, zeta) and clipped to
 * [0, 1]. The values 0 and 1 have positive probability. Immutable; part of a configuration's JSON.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class HardConcrete implements Serializable {

    /**
     * log alpha is clipped to [-BOUND, BOUND], so that a closed gate is still drawn open at times. Within the bounds,
     * every allowed stretch has gates of exactly 0 and 1.
     */
    static final double BOUND = Math.log(100);

    private static final long serialVersionUID = 1;

    private final double temperature;
    private final double gamma;
    private final double zeta;

    @JsonCreator
    HardConcrete(
            @JsonProperty("temperature") double temperature,
            @JsonProperty("gamma") double gamma,
            @JsonProperty("zeta") double zeta) {
        this.temperature = Arguments.between("temperature", temperature, 0.01, 10);
        this.gamma = Arguments.between("gamma", gamma, -1, -0.05);
        this.zeta = Arguments.between("zeta", zeta, 1.05, 2);
    }

    /**
     * Gates in training.
     *
     * @param uniform draws from U(0, 1), [rows, channels]; overwritten and returned. 0 closes the gate, 1 opens it
     */
    INDArray sample(INDArray uniform, INDArray logAlpha) {
        INDArray other = Transforms.log(uniform.rsub(1), false);
        INDArray logit = Transforms.log(uniform, false).subi(other);
        Nd4j.exec(new AddOp(logit, logAlpha.reshape(1, -1), logit));
        return stretch(logit.divi(temperature));
    }

    /**
     * Gates at inference.
     *
     * @param logAlpha overwritten and returned
     */
    INDArray withoutNoise(INDArray logAlpha) {
        return stretch(logAlpha);
    }

    private INDArray stretch(INDArray logit) {
        INDArray gate = Transforms.sigmoid(logit, false).muli(zeta - gamma).addi(gamma);
        return Clip.inPlace(gate, 0, 1);
    }

    /**
     * Turns a gradient with respect to gates into one with respect to log alpha: 0 where a gate is clipped.
     *
     * @param byGate [batch, channels]; overwritten and returned
     * @param gates [batch, channels], or [1, channels] if all examples share them
     * @param drawn true in training, false at inference
     */
    INDArray byLogAlpha(INDArray byGate, INDArray gates, boolean drawn) {
        INDArray inside = gates.rsub(1).muli(gates);
        Nd4j.exec(new Step(inside, inside, 0));
        // s (1 - s) (zeta - gamma) of s = (gate - gamma) / (zeta - gamma)
        INDArray slope = gates.sub(gamma).muli(gates.rsub(zeta)).divi((zeta - gamma) * (drawn ? temperature : 1));
        Nd4j.exec(new MulOp(byGate, slope.muli(inside), byGate));
        return byGate;
    }

    /** Returns the probability of each gate to be above 0; a new array. */
    INDArray openProbability(INDArray logAlpha) {
        return Transforms.sigmoid(logAlpha.sub(temperature * Math.log(-gamma / zeta)), false);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof HardConcrete)) {
            return false;
        }
        HardConcrete that = (HardConcrete) other;
        return temperature == that.temperature && gamma == that.gamma && zeta == that.zeta;
    }

    @Override
    public int hashCode() {
        return Objects.hash(temperature, gamma, zeta);
    }

    @Override
    public String toString() {
        return "temperature " + temperature + ", stretched to (" + gamma + ", " + zeta + ")";
    }
}
