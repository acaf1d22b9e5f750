package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.recurrence.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of a DL4J layer, followed by log sigma^2 per weight, in the shape and order of the weight: {@code
 * logVariance} of {@code W} and {@code recurrentLogVariance} of {@code RW}. These are neither weights nor biases, so
 * weight decay does not apply to them.
 */
final class VariationalParamInitializer implements ParamInitializer {

    static final String LOG_VARIANCE_KEY = "logVariance";
    static final String RECURRENT_LOG_VARIANCE_KEY = "recurrentLogVariance";

    static final ParamInitializer DENSE = ofOneWeight(new DefaultParamInitializer() {
        @Override
        protected boolean hasBias(Layer layer) {
            return ((GaussianWeightDense) layer).hasBias();
        }
    });

    static final ParamInitializer CONVOLUTION = ofOneWeight(ConvolutionParamInitializer.getInstance());

    static final ParamInitializer RECURRENT = new VariationalParamInitializer(
            BayesianRecurrent::plain,
            Layer::initializer,
            List.of(DefaultParamInitializer.WEIGHT_KEY, LSTMParamInitializer.RECURRENT_WEIGHT_KEY),
            List.of(LOG_VARIANCE_KEY, RECURRENT_LOG_VARIANCE_KEY));

    /** The layer whose parameters are the means. */
    private final Function<Layer, Layer> plain;

    private final Function<Layer, ParamInitializer> means;
    private final List<String> weightKeys;
    private final List<String> varianceKeys;

    private VariationalParamInitializer(
            Function<Layer, Layer> plain,
            Function<Layer, ParamInitializer> means,
            List<String> weightKeys,
            List<String> varianceKeys) {
        this.plain = plain;
        this.means = means;
        this.weightKeys = weightKeys;
        this.varianceKeys = varianceKeys;
    }

    private static ParamInitializer ofOneWeight(ParamInitializer means) {
        return new VariationalParamInitializer(
                Function.identity(),
                layer -> means,
                List.of(DefaultParamInitializer.WEIGHT_KEY),
                List.of(LOG_VARIANCE_KEY));
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return numMeans(layer) + weights(layer);
    }

    private ParamInitializer means(Layer layer) {
        return means.apply(plain.apply(layer));
    }

    private long numMeans(Layer layer) {
        return means(layer).numParams(plain.apply(layer));
    }

    private long weights(Layer layer) {
        long perGate = means(layer).biasKeys(plain.apply(layer)).isEmpty() ? 0 : ((FeedForwardLayer) layer).getNOut();
        int gates = layer instanceof BaseRecurrentLayer
                ? Cell.of((BaseRecurrentLayer) layer).gates()
                : 1;
        return numMeans(layer) - gates * perGate;
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        List<String> keys = new ArrayList<>(means(layer).paramKeys(plain.apply(layer)));
        keys.addAll(varianceKeys);
        return keys;
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return means(layer).weightKeys(plain.apply(layer));
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return means(layer).biasKeys(plain.apply(layer));
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return weightKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return biasKeys(layer).contains(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        NeuralNetConfiguration inner = inner(conf);
        Map<String, INDArray> parameters =
                means(conf.getLayer()).init(inner, head(conf.getLayer(), paramsView), initializeParams);
        Map<String, INDArray> variances = tail(conf.getLayer(), paramsView, parameters);
        if (initializeParams) {
            double initial = GaussianWeightLayer.settings(conf.getLayer()).initialLogVariance();
            variances.values().forEach(variance -> variance.assign(initial));
        }
        parameters.putAll(variances);
        paramKeys(conf.getLayer()).forEach(conf::addVariable);
        return parameters;
    }

    private NeuralNetConfiguration inner(NeuralNetConfiguration conf) {
        Layer layer = plain.apply(conf.getLayer());
        if (layer == conf.getLayer()) {
            return conf;
        }
        NeuralNetConfiguration inner = new NeuralNetConfiguration();
        inner.setLayer(layer);
        return inner;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        Map<String, INDArray> gradients =
                means(conf.getLayer()).getGradientsFromFlattened(inner(conf), head(conf.getLayer(), gradientView));
        gradients.putAll(tail(conf.getLayer(), gradientView, gradients));
        return gradients;
    }

    private INDArray head(Layer layer, INDArray view) {
        return view.reshape(view.length()).get(NDArrayIndex.interval(0, numMeans(layer)));
    }

    private Map<String, INDArray> tail(Layer layer, INDArray view, Map<String, INDArray> head) {
        Map<String, INDArray> variances = new LinkedHashMap<>();
        long from = numMeans(layer);
        for (int i = 0; i < weightKeys.size(); i++) {
            INDArray weights = head.get(weightKeys.get(i));
            long to = from + weights.length();
            variances.put(
                    varianceKeys.get(i),
                    view.reshape(view.length())
                            .get(NDArrayIndex.interval(from, to))
                            .reshape(weights.ordering(), weights.shape()));
            from = to;
        }
        return variances;
    }
}
