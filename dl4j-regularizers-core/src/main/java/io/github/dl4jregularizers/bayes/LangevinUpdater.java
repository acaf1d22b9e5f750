package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.BackendNoise;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The steps of {@link StochasticGradientLangevinDynamics} for one block of parameters. */
final class LangevinUpdater implements GradientUpdater<StochasticGradientLangevinDynamics> {

    private static final String SQUARES = "V";

    private final StochasticGradientLangevinDynamics config;
    /** Running mean of squared gradients; null without a preconditioner. */
    private INDArray squares;

    LangevinUpdater(StochasticGradientLangevinDynamics config) {
        this.config = config;
    }

    @Override
    public StochasticGradientLangevinDynamics getConfig() {
        return config;
    }

    @Override
    public void setState(Map<String, INDArray> stateMap, boolean initialize) {
        squares = stateMap.get(SQUARES);
        if (initialize && squares != null) {
            squares.assign(0);
        }
    }

    @Override
    public Map<String, INDArray> getState() {
        return squares == null ? Map.of() : Map.of(SQUARES, squares);
    }

    @Override
    public void setStateViewArray(INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
        if (initialize) {
            viewArray.assign(0);
        }
        squares = viewArray.reshape(gradientOrder, gradientShape);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        if (gradient.dataType() != DataType.FLOAT && gradient.dataType() != DataType.DOUBLE) {
            throw Arguments.invalid(
                    "data type of a network with StochasticGradientLangevinDynamics",
                    "FLOAT or DOUBLE",
                    gradient.dataType());
        }
        double learningRate = config.getLearningRate(iteration, epoch);
        double deviation = Math.sqrt(config.noiseVariance(iteration, epoch));
        if (!config.isPreconditioned()) {
            gradient.muli(learningRate);
            if (deviation > 0) {
                gradient.subi(noise(gradient, deviation));
            }
            return;
        }
        INDArray flat = gradient.reshape(squares.shape());
        squares.muli(config.decay()).addi(flat.mul(flat).muli(1 - config.decay()));
        INDArray scale = Transforms.sqrt(squares, true).addi(config.epsilon()).rdivi(1);
        flat.muli(scale).muli(learningRate);
        if (deviation > 0) {
            flat.subi(noise(flat, deviation).muli(Transforms.sqrt(scale, false)));
        }
    }

    private static INDArray noise(INDArray like, double deviation) {
        INDArray noise = Nd4j.createUninitialized(like.dataType(), like.shape(), 'c');
        BackendNoise.INSTANCE.gaussian(noise, 0, deviation);
        return noise;
    }
}
