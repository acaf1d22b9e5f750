package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.noise.Stochastic;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A dropout, a layer or a graph vertex, in every data format of its input. Layers have {@link Input#SIZE} inputs and
 * {@code SIZE} outputs, units or channels, and keep the spatial shape or the number of time steps.
 */
public final class LayerCase extends ContractCase<LayerCase> {

    /** The place of the class under test in a network. */
    enum Kind {
        /** An {@code IDropout} of a layer whose dropout DL4J applies correctly. */
        DROPOUT,
        /** A layer configuration. */
        LAYER,
        /** A graph vertex configuration with one input: in graphs only. */
        VERTEX
    }

    private final Kind kind;
    private final Input input;
    private final Function<DataFormat, ?> factory;
    private Function<DataFormat, ?> plain;
    private ForwardReference reference;
    private double noiseVariance = Double.NaN;
    private boolean noiseOnWeights;
    private boolean hasState = true;

    private LayerCase(String name, Kind kind, Input input, Function<DataFormat, ?> factory) {
        super(name + ", " + input.name().toLowerCase());
        this.kind = kind;
        this.input = input;
        this.factory = factory;
    }

    /**
     * A dropout, tested on the layer of the input: dense, convolution or simple RNN.
     *
     * @param name of the row, unique in a contract
     * @param input the kind of activations
     * @param factory makes a new instance with non-default values, for the data format of the input or null
     * @return the row
     */
    public static LayerCase dropout(String name, Input input, Function<DataFormat, ? extends IDropout> factory) {
        return new LayerCase(name, Kind.DROPOUT, input, factory).sameAtInferenceAs(input::layer);
    }

    /**
     * A layer.
     *
     * @param name of the row, unique in a contract
     * @param input the kind of activations
     * @param factory makes a new instance with non-default values, for the data format of the input or null
     * @return the row
     */
    public static LayerCase layer(String name, Input input, Function<DataFormat, ? extends Layer> factory) {
        return new LayerCase(name, Kind.LAYER, input, factory);
    }

    /**
     * A graph vertex with one input.
     *
     * @param name of the row, unique in a contract
     * @param input the kind of activations
     * @param factory makes a new instance with non-default values, for the data format of the input or null
     * @return the row
     */
    public static LayerCase vertex(String name, Input input, Function<DataFormat, ? extends GraphVertex> factory) {
        return new LayerCase(name, Kind.VERTEX, input, factory);
    }

    /**
     * Sets the forward pass in training, computed independently.
     *
     * @param forward in double, channels first
     * @return this row
     */
    public LayerCase reference(ForwardReference forward) {
        reference = forward;
        return this;
    }

    /**
     * Sets a layer or vertex with the same parameters that is equal to the class under test at inference.
     *
     * @param layerOrVertex its factory, by data format
     * @return this row
     */
    public LayerCase sameAtInferenceAs(Function<DataFormat, ?> layerOrVertex) {
        plain = layerOrVertex;
        return this;
    }

    /**
     * Sets the variance that noise of mean 1 must have: multiplicative noise, or additive noise on 1.
     *
     * @param variance per element
     * @return this row
     */
    public LayerCase noiseVariance(double variance) {
        noiseVariance = variance;
        return this;
    }

    /**
     * States that the draws are for weights, which are the same in every data format.
     *
     * @return this row
     */
    public LayerCase noiseOnWeights() {
        noiseOnWeights = true;
        return this;
    }

    /**
     * States that the backward pass needs nothing from the forward pass.
     *
     * @return this row
     */
    public LayerCase withoutState() {
        hasState = false;
        return this;
    }

    @Override
    LayerCase self() {
        return this;
    }

    @Override
    List<LayerProperty> properties() {
        return List.of(LayerProperty.values());
    }

    @Override
    Object subject() {
        return subject(input.channelsFirst());
    }

    Object subject(DataFormat format) {
        return factory.apply(format);
    }

    /** A subject with replayed noise, or as it is where it draws nothing. */
    Object subjectWithReplayedNoise(DataFormat format) {
        Object subject = subject(format);
        return subject instanceof Stochastic
                ? ((Stochastic) subject).withNoise(new ReplayNoise(noiseOnWeights ? input.channelsFirst() : format))
                : subject;
    }

    /** The layer of the network: the subject itself, or a layer with it as its dropout. */
    Object element(Object subject, DataFormat format) {
        if (kind != Kind.DROPOUT) {
            return subject;
        }
        Layer host = input.layer(format);
        host.setIDropout((IDropout) subject);
        return host;
    }

    /** The replacement that removes the subject from a network. */
    Object plainElement(DataFormat format) {
        return (plain == null ? (Function<DataFormat, ?>) input::layer : plain).apply(format);
    }

    /** The subject as a network's configuration has it. */
    Object find(Network network) {
        Object element = network.subject();
        return kind == Kind.DROPOUT ? ((Layer) element).getIDropout() : element;
    }

    Network network(Variant variant) {
        return network(variant, subject());
    }

    Network network(Variant variant, Object subject) {
        return plan(variant)
                .below()
                .subject(element(subject, input.channelsFirst()))
                .build();
    }

    NetworkPlan plan(Variant variant) {
        return new NetworkPlan(variant, input, input.channelsFirst());
    }

    Kind kind() {
        return kind;
    }

    Input input() {
        return input;
    }

    ForwardReference reference() {
        return reference;
    }

    boolean hasPlainCounterpart() {
        return plain != null;
    }

    boolean hasState() {
        return hasState;
    }

    double noiseVariance() {
        return noiseVariance;
    }
}
