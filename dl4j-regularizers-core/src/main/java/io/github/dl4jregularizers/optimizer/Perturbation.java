package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.Norms;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The first-order worst-case step within a radius: e = rho T² g / ||T g||. */
final class Perturbation {

    private static final double SMALLEST_NORM = 1e-12;
    private static final double SMALLEST_SCALE = 0.01;

    private final double rho;
    private final boolean adaptive;

    Perturbation(double rho, boolean adaptive) {
        this.rho = rho;
        this.adaptive = adaptive;
    }

    /**
     * Adds the step to the values of the parameters; a zero gradient perturbs nothing.
     *
     * @return ||T g||, of the mean gradient per example
     */
    double add(List<NetworkParameter> parameters, int batchSize) {
        List<INDArray> scaled = parameters.stream().map(this::scaled).collect(Collectors.toList());
        double[] norms = Norms.of(scaled);
        double squares = 0;
        for (int i = 0; i < norms.length; i++) {
            double norm = norms[i] / parameters.get(i).divisor(batchSize);
            squares += norm * norm;
        }
        double whole = Math.sqrt(squares);
        if (whole == 0) {
            return 0;
        }
        double length = rho / (whole + SMALLEST_NORM);
        for (int i = 0; i < scaled.size(); i++) {
            NetworkParameter parameter = parameters.get(i);
            INDArray direction = isScaled(parameter) ? scaled.get(i).muli(scale(parameter)) : scaled.get(i);
            double factor = length / parameter.divisor(batchSize);
            INDArray value = HalfPrecision.widened(parameter.value);
            Nd4j.exec(new Axpy(direction, value, value, factor));
            if (value != parameter.value) {
                parameter.value.assign(value);
            }
        }
        return whole;
    }

    /** T g, in float for networks of type HALF. */
    private INDArray scaled(NetworkParameter parameter) {
        INDArray gradient = HalfPrecision.widened(parameter.gradient);
        return isScaled(parameter) ? scale(parameter).muli(gradient) : gradient;
    }

    private static INDArray scale(NetworkParameter parameter) {
        return Transforms.abs(HalfPrecision.widened(parameter.value), true).addi(SMALLEST_SCALE);
    }

    /** Tests for a parameter that is named weight in PyTorch. */
    private boolean isScaled(NetworkParameter parameter) {
        return adaptive
                && parameter.role != ParameterRole.BIAS
                && !parameter.name.equals(BatchNormalizationParamInitializer.BETA);
    }
}
