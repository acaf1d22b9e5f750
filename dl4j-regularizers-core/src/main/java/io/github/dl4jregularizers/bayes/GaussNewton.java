package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The sum over examples of (x x^T) kron B. Sums x x^T weighted by B_kl for each pair of outputs k and l: a matrix
 * product per pair and batch. Element [k][l] of the sums is a matrix [inputs, inputs].
 */
final class GaussNewton {

    private final LastLayer layer;
    private final INDArray[][] sums;
    private int batches;
    private double residuals;
    private long labels;

    GaussNewton(LastLayer layer) {
        this.layer = layer;
        this.sums = new INDArray[layer.outputs()][layer.outputs()];
    }

    void add(DataSet batch) {
        batches++;
        INDArray inputs = layer.inputsOf(batch);
        INDArray outputs = layer.activation(inputs.mmul(layer.weights()).addiRowVector(layer.bias()));
        INDArray x = layer.hasBias() ? Nd4j.concat(1, inputs, Nd4j.ones(DataType.DOUBLE, inputs.size(0), 1)) : inputs;
        if (layer.kind() == OutputKind.REGRESSION) {
            INDArray targets = Arguments.required("labels", batch.getLabels()).castTo(DataType.DOUBLE);
            INDArray residual = outputs.sub(targets);
            residuals += residual.mul(residual).sumNumber().doubleValue();
            labels += residual.length();
        }
        for (int k = 0; k < layer.outputs(); k++) {
            for (int l = 0; l <= k; l++) {
                INDArray factors = secondDerivative(outputs, k, l);
                if (factors != null) {
                    INDArray product = x.mulColumnVector(factors).transpose().mmul(x);
                    sums[k][l] = sums[k][l] == null ? product : sums[k][l].addi(product);
                }
            }
        }
    }

    /** B_kl per example, without the noise variance of numbers; null where it is 0. */
    private INDArray secondDerivative(INDArray outputs, int k, int l) {
        INDArray one = outputs.getColumn(k);
        if (layer.kind() == OutputKind.CLASSES) {
            INDArray product = one.mul(outputs.getColumn(l)).negi();
            return k == l ? product.addi(one) : product;
        }
        if (k != l) {
            return null;
        }
        return layer.kind() == OutputKind.BINARY ? one.mul(one.rsub(1)) : Nd4j.onesLike(one);
    }

    int batches() {
        return batches;
    }

    double meanSquaredResidual() {
        return residuals / labels;
    }

    /** The matrix for parameters in the order of a flat [inputs, outputs] in c order. */
    double[][] matrix(double noiseVariance) {
        int outputs = layer.outputs();
        int inputs = layer.inputs() + (layer.hasBias() ? 1 : 0);
        double[][] matrix = new double[inputs * outputs][inputs * outputs];
        for (int k = 0; k < outputs; k++) {
            for (int l = 0; l <= k; l++) {
                if (sums[k][l] != null) {
                    double[] values = Backend.current().transfer().doubles(sums[k][l]);
                    for (int i = 0; i < inputs; i++) {
                        for (int j = 0; j < inputs; j++) {
                            double value = values[i * inputs + j] / noiseVariance;
                            matrix[i * outputs + k][j * outputs + l] = value;
                            matrix[j * outputs + l][i * outputs + k] = value;
                        }
                    }
                }
            }
        }
        return matrix;
    }
}
