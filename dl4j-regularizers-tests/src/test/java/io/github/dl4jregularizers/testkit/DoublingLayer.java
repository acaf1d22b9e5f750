package io.github.dl4jregularizers.testkit;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.params.EmptyParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A layer of a user: twice its input, with the factor of the backward pass as an argument. Right is 2. */
public final class DoublingLayer extends NoParamLayer {

    private final double backward;

    /** A layer with the given factor of the backward pass. */
    @JsonCreator
    public DoublingLayer(@JsonProperty("backward") double backward) {
        this.backward = backward;
    }

    public double getBackward() {
        return backward;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Runtime runtime = new Runtime(conf, type, backward);
        runtime.setListeners(listeners);
        runtime.setIndex(index);
        runtime.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer().init(conf, parameters, initialize);
        runtime.setParamTable(table);
        return runtime;
    }

    @Override
    public ParamInitializer initializer() {
        return EmptyParamInitializer.getInstance();
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return input;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        // has no size
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return new LayerMemoryReport.Builder(layerName, DoublingLayer.class, input, input)
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, input.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DoublingLayer && super.equals(other) && ((DoublingLayer) other).backward == backward;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Double.hashCode(backward);
    }

    private static final class Runtime extends AbstractLayer<DoublingLayer> {

        private final double backward;

        Runtime(NeuralNetConfiguration conf, DataType type, double backward) {
            super(conf, type);
            this.backward = backward;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            return workspaces.leverageTo(
                    ArrayType.ACTIVATIONS, input.castTo(dataType).mul(2));
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            assertInputSet(true);
            return new Pair<>(
                    new DefaultGradient(), workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, epsilon.mul(backward)));
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {
            // has no parameters
        }
    }
}
