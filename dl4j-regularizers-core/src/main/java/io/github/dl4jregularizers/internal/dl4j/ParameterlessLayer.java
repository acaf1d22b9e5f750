package io.github.dl4jregularizers.internal.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a layer without parameters. */
public abstract class ParameterlessLayer extends NoParamLayer {

    /** For subclasses. */
    protected ParameterlessLayer() {}

    /**
     * Creates the runtime layer.
     *
     * @param conf with this layer
     * @param dataType of the network
     * @return without listeners and index
     */
    protected abstract Layer runtime(NeuralNetConfiguration conf, DataType dataType);

    @Override
    public final Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int layerIndex,
            INDArray parametersView,
            boolean initializeParameters,
            DataType networkDataType) {
        Layer layer = runtime(conf, networkDataType);
        layer.setListeners(listeners);
        layer.setIndex(layerIndex);
        return layer;
    }

    /** Returns null: the layer needs no preprocessor. */
    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    /**
     * Reports working memory.
     *
     * @param input type of the input
     * @param inference elements per example at inference
     * @param training elements per example in training
     * @return the report
     */
    protected final LayerMemoryReport memory(InputType input, long inference, long training) {
        return new LayerMemoryReport.Builder(layerName, getClass(), input, getOutputType(-1, input))
                .standardMemory(0, 0)
                .workingMemory(0, inference, 0, training)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    /**
     * Names the layer in messages.
     *
     * @return class and layer name
     */
    protected final String described() {
        return getClass().getSimpleName() + (layerName == null ? "" : " " + layerName);
    }
}
