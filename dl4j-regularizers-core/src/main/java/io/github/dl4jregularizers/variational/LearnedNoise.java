package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Constructs the runtimes of layers with learned noise. */
final class LearnedNoise {

    private LearnedNoise() {}

    /**
     * Sets the listeners, index and parameters of a runtime.
     *
     * @throws IllegalArgumentException in a HALF network: the variances and prices of this package are below the range
     *     of half precision
     */
    static BaseLayer<?> built(
            BaseLayer<?> runtime,
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize) {
        Layer layer = conf.getLayer();
        if (runtime.getDataType() != DataType.FLOAT && runtime.getDataType() != DataType.DOUBLE) {
            throw Arguments.invalid(
                    "data type of the network of " + layer.getClass().getSimpleName() + " \"" + layer.getLayerName()
                            + "\"",
                    "FLOAT or DOUBLE",
                    runtime.getDataType());
        }
        runtime.setListeners(listeners);
        runtime.setIndex(index);
        runtime.setParamsViewArray(parameters);
        runtime.setParamTable(layer.initializer().init(conf, parameters, initialize));
        runtime.setConf(conf);
        return runtime;
    }
}
