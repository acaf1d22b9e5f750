package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/** Wraps a layer. Names, sizes, dropout, updater and penalties of the parameters are those of the underlying layer. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
@JsonIgnoreProperties({"iDropout", "constraints"}) // the underlying layer's: DL4J sets unused copies here
public abstract class LayerWrapper extends BaseWrapperLayer implements SelfDescribed {

    /**
     * Wraps a layer, and takes its name.
     *
     * @param underlying not null
     * @throws IllegalArgumentException if underlying is null
     */
    protected LayerWrapper(Layer underlying) {
        super(Arguments.required("underlying layer", underlying));
        if (underlying.getLayerName() != null) {
            setLayerName(underlying.getLayerName());
        }
    }

    /** Returns the configuration to instantiate the underlying layer with. */
    protected final NeuralNetConfiguration inner(NeuralNetConfiguration conf) {
        NeuralNetConfiguration inner = conf.clone();
        inner.setLayer(underlying);
        inner.setVariables(conf.variables(false)); // one list: the network asks this layer for the names it adds
        return inner;
    }

    /** Returns a copy around another layer. */
    protected final LayerWrapper around(Layer layer) {
        LayerWrapper copy = (LayerWrapper) super.clone();
        copy.underlying = layer;
        return copy;
    }

    @Override
    public LayerWrapper clone() {
        return around(InnerLayers.copy(underlying));
    }

    /** Needed by {@code Bidirectional} and frozen layers; DL4J's base class returns null. */
    @Override
    public IUpdater getUpdaterByParam(String parameterName) {
        return underlying.getUpdaterByParam(parameterName);
    }

    @Override
    public IDropout getIDropout() {
        return underlying.getIDropout();
    }

    @Override
    public void setIDropout(IDropout dropout) {
        underlying.setIDropout(dropout);
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
    public boolean equals(Object other) {
        if (other == null || getClass() != other.getClass()) {
            return false;
        }
        LayerWrapper that = (LayerWrapper) other;
        return underlying.equals(that.underlying) && Objects.equals(layerName, that.layerName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), underlying, layerName);
    }
}
