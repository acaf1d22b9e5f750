package io.github.dl4jregularizers.variational;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of a DL4J layer, followed by {@code logVariance}: log sigma^2 per weight, in the shape and order of
 * {@code W}. It is neither a weight nor a bias, so weight decay does not apply to it.
 */
final class VariationalParamInitializer implements ParamInitializer {

    static final String LOG_VARIANCE_KEY = "logVariance";

    static final ParamInitializer DENSE = new VariationalParamInitializer(new DefaultParamInitializer() {
        @Override
        protected boolean hasBias(Layer layer) {
            return ((GaussianWeightDense) layer).hasBias();
        }
    });

    static final ParamInitializer CONVOLUTION =
            new VariationalParamInitializer(ConvolutionParamInitializer.getInstance());

    private final ParamInitializer means;

    private VariationalParamInitializer(ParamInitializer means) {
        this.means = means;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return means.numParams(layer) + weights(layer);
    }

    private long weights(Layer layer) {
        long biases = means.biasKeys(layer).isEmpty() ? 0 : ((FeedForwardLayer) layer).getNOut();
        return means.numParams(layer) - biases;
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        List<String> keys = new ArrayList<>(means.paramKeys(layer));
        keys.add(LOG_VARIANCE_KEY);
        return keys;
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return means.weightKeys(layer);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return means.biasKeys(layer);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return means.isWeightParam(layer, key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return means.isBiasParam(layer, key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        Map<String, INDArray> parameters = means.init(conf, head(conf, paramsView), initializeParams);
        INDArray logVariance = tail(conf, paramsView, parameters);
        if (initializeParams) {
            logVariance.assign(GaussianWeightLayer.settings(conf.getLayer()).initialLogVariance());
        }
        parameters.put(LOG_VARIANCE_KEY, logVariance);
        conf.addVariable(LOG_VARIANCE_KEY);
        return parameters;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        Map<String, INDArray> gradients = means.getGradientsFromFlattened(conf, head(conf, gradientView));
        gradients.put(LOG_VARIANCE_KEY, tail(conf, gradientView, gradients));
        return gradients;
    }

    private INDArray head(NeuralNetConfiguration conf, INDArray view) {
        return view.reshape(view.length()).get(NDArrayIndex.interval(0, means.numParams(conf)));
    }

    private INDArray tail(NeuralNetConfiguration conf, INDArray view, Map<String, INDArray> head) {
        INDArray weights = head.get(DefaultParamInitializer.WEIGHT_KEY);
        return view.reshape(view.length())
                .get(NDArrayIndex.interval(means.numParams(conf), view.length()))
                .reshape(weights.ordering(), weights.shape());
    }
}
