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

/** The one parameter of {@link LearnedGaussianDropout}, neither a weight nor a bias. */
final class LogitParamInitializer implements ParamInitializer {

    static final String LOGIT_KEY = "logit";

    static final LogitParamInitializer INSTANCE = new LogitParamInitializer();

    private LogitParamInitializer() {}

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
        return Collections.singletonList(LOGIT_KEY);
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
        INDArray logit = paramsView.reshape(paramsView.length());
        if (initializeParams) {
            logit.assign(((LearnedGaussianDropout) conf.getLayer()).initialLogit());
        }
        conf.addVariable(LOGIT_KEY);
        return table(logit);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        return table(gradientView.reshape(gradientView.length()));
    }

    private static Map<String, INDArray> table(INDArray logit) {
        Map<String, INDArray> table = Collections.synchronizedMap(new LinkedHashMap<>());
        table.put(LOGIT_KEY, logit);
        return table;
    }
}
