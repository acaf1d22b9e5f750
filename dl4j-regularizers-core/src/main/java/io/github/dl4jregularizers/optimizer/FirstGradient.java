package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient g of the first pass, and its combination with the gradient h of the second at w + r g / ||g||: g + 2
 * lambda H g, with H g = ||g|| (h - g) / r.
 */
final class FirstGradient {

    private final double lambda;
    private final double step;
    private final List<INDArray> gradients = new ArrayList<>();
    private double norm;

    FirstGradient(double lambda, double step) {
        this.lambda = lambda;
        this.step = step;
    }

    void keep(List<NetworkParameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            INDArray gradient = HalfPrecision.widened(parameters.get(i).gradient);
            if (gradients.size() == i) {
                gradients.add(gradient.dup());
            } else {
                gradients.get(i).assign(gradient);
            }
        }
    }

    /** Sets the norm of the mean gradient per example. */
    void setNorm(double newNorm) {
        norm = newNorm;
    }

    /** Writes the combination to the gradients; returns the penalty. */
    double combine(List<NetworkParameter> parameters) {
        return combine(parameters, gradients);
    }

    /** Writes 2 lambda H g plus other gradients to the gradients; returns the penalty. */
    double combine(List<NetworkParameter> parameters, List<INDArray> others) {
        double factor = 2 * lambda * norm / step;
        for (int i = 0; i < gradients.size(); i++) {
            INDArray second = HalfPrecision.widened(parameters.get(i).gradient);
            parameters
                    .get(i)
                    .gradient
                    .assign(second.sub(gradients.get(i)).muli(factor).addi(others.get(i)));
        }
        return lambda * norm * norm;
    }
}
