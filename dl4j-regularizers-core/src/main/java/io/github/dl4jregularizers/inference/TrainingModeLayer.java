package io.github.dl4jregularizers.inference;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a layer in training mode inside a network in inference mode, so that its noise is on. */
final class TrainingModeLayer extends BaseWrapperLayer {

    private static final long serialVersionUID = 1;

    TrainingModeLayer(Layer underlying) {
        super(underlying);
        setLayerName(underlying.getLayerName());
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        NeuralNetConfiguration inner = conf.clone();
        inner.setLayer(underlying);
        inner.setVariables(conf.variables(false)); // shared: the network reads the names that the inner layer adds
        return new TrainingModeRuntime(underlying.instantiate(inner, listeners, index, parameters, initialize, type));
    }
}
