package io.github.dl4jregularizers.attention;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Initializes the four projections, with the names, shapes and layout of DL4J's SelfAttentionLayer. */
final class SelfAttentionParameters implements ParamInitializer {

    static final SelfAttentionParameters INSTANCE = new SelfAttentionParameters();

    static final String QUERIES = "Wq";
    static final String KEYS = "Wk";
    static final String VALUES = "Wv";
    static final String OUTPUT = "Wo";

    private SelfAttentionParameters() {}

    private static Map<String, long[]> shapes(SelfAttentionWithDropout layer) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        if (layer.projectInput()) {
            for (String key : List.of(QUERIES, KEYS, VALUES)) {
                shapes.put(key, new long[] {layer.nHeads(), layer.headSize(), layer.getNIn()});
            }
            shapes.put(OUTPUT, new long[] {layer.nHeads() * layer.headSize(), layer.getNOut()});
        }
        return shapes;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return shapes((SelfAttentionWithDropout) layer).values().stream()
                .mapToLong(ArrayUtil::prodLong)
                .sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return List.copyOf(shapes((SelfAttentionWithDropout) layer).keySet());
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return paramKeys(layer);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return paramKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return false;
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        SelfAttentionWithDropout layer = (SelfAttentionWithDropout) conf.getLayer();
        Map<String, INDArray> parameters = getGradientsFromFlattened(conf, paramsView);
        parameters.forEach((key, array) -> {
            conf.addVariable(key);
            if (initializeParams) {
                initialize(layer, key, array);
            }
        });
        return parameters;
    }

    /** Initializes a projection as the matrix of all heads: one linear map from nIn to heads * size. */
    private static void initialize(SelfAttentionWithDropout layer, String key, INDArray array) {
        long concatenated = layer.nHeads() * layer.headSize();
        boolean output = key.equals(OUTPUT);
        long fanIn = output ? concatenated : layer.getNIn();
        long fanOut = output ? layer.getNOut() : concatenated;
        long[] shape = output ? new long[] {fanIn, fanOut} : new long[] {fanOut, fanIn};
        layer.getWeightInitFn().init(fanIn, fanOut, shape, 'c', array.reshape(array.length()));
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray view) {
        SelfAttentionWithDropout layer = (SelfAttentionWithDropout) conf.getLayer();
        Arguments.shape(
                "parameters of layer " + layer.getLayerName(),
                new long[] {view == null ? 0 : view.length()},
                new long[] {numParams(layer)});
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, long[]> entry : shapes(layer).entrySet()) {
            long length = ArrayUtil.prodLong(entry.getValue());
            INDArray part = view.reshape(view.length()).get(NDArrayIndex.interval(offset, offset + length));
            parameters.put(entry.getKey(), part.reshape('c', entry.getValue()));
            offset += length;
        }
        return parameters;
    }
}
