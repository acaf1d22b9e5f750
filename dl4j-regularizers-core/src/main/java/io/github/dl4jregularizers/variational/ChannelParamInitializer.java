package io.github.dl4jregularizers.variational;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameter of a {@link ChannelwiseNoise}, [channels]: neither a weight nor a bias. */
final class ChannelParamInitializer implements ParamInitializer {

    static final ChannelParamInitializer INSTANCE = new ChannelParamInitializer();

    private ChannelParamInitializer() {}

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return ((FeedForwardLayer) layer).getNIn();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return Collections.singletonList(((ChannelwiseNoise) layer).parameterKey());
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return Collections.emptyList();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return Collections.emptyList();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return false;
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return false;
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        ChannelwiseNoise layer = (ChannelwiseNoise) conf.getLayer();
        INDArray values = paramsView.reshape(paramsView.length());
        if (initializeParams) {
            values.assign(layer.initialValue());
        }
        conf.addVariable(layer.parameterKey());
        return table(conf, values);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        return table(conf, gradientView.reshape(gradientView.length()));
    }

    private static Map<String, INDArray> table(NeuralNetConfiguration conf, INDArray values) {
        Map<String, INDArray> table = Collections.synchronizedMap(new LinkedHashMap<>());
        table.put(((ChannelwiseNoise) conf.getLayer()).parameterKey(), values);
        return table;
    }
}
