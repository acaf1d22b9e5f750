package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.recurrence.Cell;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Functions of {@link BayesianLSTM} and {@link BayesianSimpleRnn}, which have no common superclass. */
final class BayesianRecurrent {

    private BayesianRecurrent() {}

    static BayesianSettings settings(Layer layer) {
        return layer instanceof BayesianLSTM
                ? ((BayesianLSTM) layer).settings()
                : ((BayesianSimpleRnn) layer).settings();
    }

    static NoiseSource noise(Layer layer) {
        NoiseSource own =
                layer instanceof BayesianLSTM ? ((BayesianLSTM) layer).noise() : ((BayesianSimpleRnn) layer).noise();
        return own == null ? BackendNoise.INSTANCE : own;
    }

    /** DL4J's layer with the same sizes and initial values. */
    static Layer plain(Layer layer) {
        BaseRecurrentLayer own = (BaseRecurrentLayer) layer;
        BaseRecurrentLayer plain;
        if (layer instanceof BayesianLSTM) {
            LSTM lstm = new LSTM();
            lstm.setForgetGateBiasInit(((BayesianLSTM) layer).getForgetGateBiasInit());
            lstm.setGateActivationFn(((BayesianLSTM) layer).getGateActivationFn());
            plain = lstm;
        } else {
            plain = new SimpleRnn.Builder().build();
        }
        plain.setNIn(own.getNIn());
        plain.setNOut(own.getNOut());
        plain.setBiasInit(own.getBiasInit());
        plain.setWeightInitFn(own.getWeightInitFn());
        plain.setWeightInitFnRecurrent(own.getWeightInitFnRecurrent());
        return plain;
    }

    /** The constraints of the layer, and those of one kind of weight, which DL4J's base class ignores. */
    static List<LayerConstraint> constraints(BaseRecurrentLayer layer, BaseRecurrentLayer.Builder<?> builder) {
        List<LayerConstraint> all = new ArrayList<>();
        if (layer.getConstraints() != null) {
            all.addAll(layer.getConstraints());
        }
        all.addAll(constraints(builder.getInputWeightConstraints(), DefaultParamInitializer.WEIGHT_KEY));
        all.addAll(constraints(builder.getRecurrentConstraints(), LSTMParamInitializer.RECURRENT_WEIGHT_KEY));
        return all.isEmpty() ? null : all;
    }

    private static List<LayerConstraint> constraints(List<LayerConstraint> given, String parameter) {
        List<LayerConstraint> copies = new ArrayList<>();
        for (LayerConstraint constraint : given == null ? List.<LayerConstraint>of() : given) {
            LayerConstraint copy = constraint.clone();
            copy.setParams(Set.of(parameter));
            copies.add(copy);
        }
        return copies;
    }

    static org.deeplearning4j.nn.api.Layer runtime(
            BaseRecurrentLayer layer,
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        LayerValidation.assertNInNOutSet(
                layer.getClass().getSimpleName(), layer.getLayerName(), index, layer.getNIn(), layer.getNOut());
        GaussianWeightLayer.refuseWeightNoise(layer);
        return LearnedNoise.built(
                new BayesianRecurrentRuntime(conf, type), conf, listeners, index, parameters, initialize);
    }

    /** The states of all time steps are kept for the backward pass, and the drawn weights of one pass. */
    static LayerMemoryReport memoryReport(BaseRecurrentLayer layer, InputType inputType) {
        InputType outputType = layer.getOutputType(-1, inputType);
        long parameters = layer.initializer().numParams(layer);
        int arrays = 2 * Cell.of(layer).gates() + 3;
        return new LayerMemoryReport.Builder(layer.getLayerName(), layer.getClass(), inputType, outputType)
                .standardMemory(parameters, layer.getIUpdater().stateSize(parameters))
                .workingMemory(
                        0,
                        0,
                        parameters,
                        2 * inputType.arrayElementsPerExample() + arrays * outputType.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }
}
