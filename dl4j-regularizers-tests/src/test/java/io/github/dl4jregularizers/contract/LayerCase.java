package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.noise.Stochastic;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A row of {@link LayerTable}: a dropout, a layer or a graph vertex, in every data format of its input. */
final class LayerCase extends ContractCase<LayerCase> {

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

    static LayerCase dropout(String name, Input input, Function<DataFormat, ? extends IDropout> factory) {
        return new LayerCase(name, Kind.DROPOUT, input, factory).sameAtInferenceAs(input::layer);
    }

    static LayerCase layer(String name, Input input, Function<DataFormat, ? extends Layer> factory) {
        return new LayerCase(name, Kind.LAYER, input, factory);
    }

    static LayerCase vertex(String name, Input input, Function<DataFormat, ? extends GraphVertex> factory) {
        return new LayerCase(name, Kind.VERTEX, input, factory);
    }

    /** The forward pass in training, computed independently. */
    LayerCase reference(ForwardReference forward) {
        reference = forward;
        return this;
    }

    /** A layer or vertex with the same parameters that is equal to the class under test at inference. */
    LayerCase sameAtInferenceAs(Function<DataFormat, ?> layerOrVertex) {
        plain = layerOrVertex;
        return this;
    }

    /** The variance that noise of mean 1 is to have: multiplicative noise, or additive noise on 1. */
    LayerCase noiseVariance(double variance) {
        noiseVariance = variance;
        return this;
    }

    /** The draws are for weights, which are the same in every data format. */
    LayerCase noiseOnWeights() {
        noiseOnWeights = true;
        return this;
    }

    /** The backward pass needs nothing from the forward pass. */
    LayerCase withoutState() {
        hasState = false;
        return this;
    }

    @Override
    LayerCase self() {
        return this;
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
