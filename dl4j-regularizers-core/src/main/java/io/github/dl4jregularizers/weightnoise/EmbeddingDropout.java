package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops whole rows of the embedding matrix in training: all occurrences of a dropped word in the batch become zeros.
 *
 * <p>Formula: y = a(m_i W_i + b) for a word of index i. The factor m_i is 0 with probability d and 1 / (1 - d)
 * otherwise, with one draw per row of W and batch. dL/dW_i has the factor m_i. The bias is not dropped. Inference is
 * the underlying layer's.
 *
 * <p>Shapes, formats and masks: those of the underlying layer. A batch draws one number per row of W, and reads and
 * writes only the rows it looks up. DL4J zeroes the whole gradient of W. HALF networks are supported.
 *
 * <p>Errors: {@code IllegalArgumentException} for an underlying layer other than DL4J's EmbeddingLayer and
 * EmbeddingSequenceLayer. An index outside the vocabulary raises DL4J's error.
 *
 * <p>Paper: Gal and Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NIPS
 * 2016. Merity, Keskar and Socher, "Regularizing and Optimizing LSTM Language Models" (AWD-LSTM), ICLR 2018, use it.
 */
public final class EmbeddingDropout extends BaseWrapperLayer implements Stochastic {

    @JsonProperty
    private final DropRate dropRate;

    private transient NoiseSource noise;

    /**
     * Drops rows of an embedding layer.
     *
     * @param dropRate probability of dropping a row of the embedding matrix
     * @param underlying an EmbeddingLayer or EmbeddingSequenceLayer
     * @throws IllegalArgumentException if an argument is null or underlying is another layer
     */
    public EmbeddingDropout(@JsonProperty("dropRate") DropRate dropRate, @JsonProperty("underlying") Layer underlying) {
        super(embedding(underlying));
        this.dropRate = Arguments.required("dropRate", dropRate);
        if (underlying.getLayerName() != null) {
            setLayerName(underlying.getLayerName());
        }
    }

    private static Layer embedding(Layer underlying) {
        Class<?> type = Arguments.required("underlying", underlying).getClass();
        if (type != EmbeddingLayer.class && type != EmbeddingSequenceLayer.class) {
            throw Arguments.invalid(
                    "underlying layer of EmbeddingDropout",
                    "an EmbeddingLayer or EmbeddingSequenceLayer (DropConnect drops weights of other layers)",
                    type.getSimpleName());
        }
        return underlying;
    }

    /**
     * Replaces the underlying layer; for DL4J and {@code LayerTree}.
     *
     * @param underlying an EmbeddingLayer or EmbeddingSequenceLayer
     * @throws IllegalArgumentException if it is null or another layer
     */
    @Override
    public void setUnderlying(Layer underlying) {
        super.setUnderlying(embedding(underlying));
    }

    /**
     * Returns the drop rate.
     *
     * @return as given
     */
    public DropRate dropRate() {
        return dropRate;
    }

    @Override
    public EmbeddingDropout withNoise(NoiseSource source) {
        EmbeddingDropout copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public boolean drawsPerExample() {
        return false;
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
        inner.setLayer(underlying.clone()); // EmbeddingSequenceLayer writes the length of its input there
        inner.setVariables(conf.variables(false)); // one list: the network asks this layer for the names it adds
        RowMask rows = new RowMask(dropRate, noise == null ? BackendNoise.INSTANCE : noise);
        BaseLayer<?> layer = underlying instanceof EmbeddingLayer
                ? new EmbeddingDropoutRuntime(inner, type, rows)
                : new EmbeddingSequenceDropoutRuntime(inner, type, rows);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        Map<String, INDArray> table = underlying.initializer().init(inner, parameters, initialize);
        layer.setParamTable(table);
        return new WrappedRuntime(conf, layer);
    }

    @Override
    public IUpdater getUpdaterByParam(String parameter) {
        return underlying.getUpdaterByParam(parameter);
    }

    @Override
    public void setDataType(DataType type) {
        underlying.setDataType(type);
    }

    @Override
    public void resetLayerDefaultConfig() {
        underlying.resetLayerDefaultConfig();
    }

    @Override
    public EmbeddingDropout clone() {
        EmbeddingDropout copy = (EmbeddingDropout) super.clone();
        copy.underlying = underlying.clone();
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddingDropout
                && Objects.equals(layerName, ((EmbeddingDropout) other).layerName)
                && dropRate.equals(((EmbeddingDropout) other).dropRate)
                && underlying.equals(((EmbeddingDropout) other).underlying);
    }

    @Override
    public int hashCode() {
        return Objects.hash(layerName, dropRate, underlying);
    }

    @Override
    public String toString() {
        return "EmbeddingDropout(" + dropRate + ", " + underlying + ")";
    }

    /** Options of {@link EmbeddingDropout}. */
    public static final class Builder {

        private final Layer underlying;
        private DropRate dropRate;
        private String name;

        /**
         * Starts with an embedding layer.
         *
         * @param underlying an EmbeddingLayer or EmbeddingSequenceLayer
         */
        public Builder(Layer underlying) {
            this.underlying = underlying;
        }

        /**
         * Sets the probability of dropping a row of the embedding matrix. Required.
         *
         * @param rate drop rate
         * @return this
         */
        public Builder dropRate(DropRate rate) {
            dropRate = rate;
            return this;
        }

        /**
         * Sets the layer's name in the network. Default: the underlying layer's name.
         *
         * @param layerName not null
         * @return this
         */
        public Builder name(String layerName) {
            name = Arguments.required("name", layerName);
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration around the given layer
         * @throws IllegalArgumentException if the rate or the layer is missing, or the layer is no embedding layer
         */
        public EmbeddingDropout build() {
            EmbeddingDropout layer = new EmbeddingDropout(dropRate, underlying);
            if (name != null) {
                layer.setLayerName(name);
            }
            return layer;
        }
    }
}
