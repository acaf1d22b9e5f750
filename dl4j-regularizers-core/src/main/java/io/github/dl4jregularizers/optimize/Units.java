package io.github.dl4jregularizers.optimize;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.ParameterRole;
import java.util.Arrays;
import java.util.Set;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which elements of a parameter belong to one unit: those that make one output, or one word of an embedding. */
enum Units {
    /** Biases, gains, slopes: one unit altogether. */
    WHOLE,
    /** Embeddings and convolutions: one unit for each index of the first dimension. */
    FIRST_DIMENSION,
    /** The weights of dense and recurrent layers, [inputs, outputs]. */
    COLUMNS;

    private static final Set<Class<?>> FIRST = Set.of(
            EmbeddingLayer.class,
            EmbeddingSequenceLayer.class,
            ConvolutionLayer.class,
            Convolution1DLayer.class,
            Convolution3D.class);

    static Units of(NetworkParameter parameter) {
        return of(
                parameter.layer.config(),
                parameter.layer.layerName(),
                parameter.fullName(),
                parameter.role,
                parameter.value);
    }

    static Units of(TrainingConfig config, String layerName, String name, ParameterRole role, INDArray value) {
        if (role != ParameterRole.WEIGHT) {
            return WHOLE;
        }
        if (FIRST.contains(config.getClass())) {
            return FIRST_DIMENSION;
        }
        if (value.rank() == 2) {
            return COLUMNS;
        }
        throw Arguments.invalid(
                "parameter " + name + " of layer " + layerName,
                "excluded, or a matrix, or of a layer of which is known what its units are",
                config.getClass().getSimpleName() + " " + Arrays.toString(value.shape()));
    }

    /** A view of the array with one row for each unit. */
    INDArray rows(INDArray array) {
        switch (this) {
            case WHOLE:
                return array.reshape(array.ordering(), 1, array.length());
            case FIRST_DIMENSION:
                return array.rank() == 2 ? array : array.reshape('c', array.size(0), array.length() / array.size(0));
            default:
                return array.transpose();
        }
    }
}
