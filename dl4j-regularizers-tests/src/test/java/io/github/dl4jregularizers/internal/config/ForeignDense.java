package io.github.dl4jregularizers.internal.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A foreign dense layer. Its description contradicts every rule for DL4J's dense layer: a bias that is a statistic,
 * units that are inputs, a separate dropout, pruned weights.
 */
final class ForeignDense extends DenseLayer implements SelfDescribed {

    private IDropout noise;

    ForeignDense(int in, int out, IDropout noise, LayerConstraint... constraints) {
        setNIn(in);
        setNOut(out);
        setActivationFn(new ActivationIdentity());
        for (LayerConstraint constraint : constraints) {
            constraint.setParams(Set.of("W"));
        }
        setConstraints(List.of(constraints));
        this.noise = noise;
    }

    @Override
    public Optional<ParameterRole> roleOf(String parameterName) {
        return parameterName.equals("b") ? Optional.of(ParameterRole.STATISTIC) : Optional.empty();
    }

    @Override
    public Optional<Units> unitsOf(String parameterName, ParameterShape shape) {
        return Optional.of(new Units(Units.Axes.INPUTS_UNITS, shape.shape()[1], shape.shape()[0]));
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of("a layer of another mind");
    }

    @Override
    public Optional<IDropout> activationNoise() {
        return Optional.ofNullable(noise);
    }

    @Override
    public ForeignDense withActivationNoise(IDropout replacement) {
        ForeignDense copy = (ForeignDense) clone();
        copy.noise = replacement;
        return copy;
    }

    @Override
    public boolean appliesDropout() {
        return false;
    }

    @Override
    public Optional<Pruning> pruning() {
        return Optional.of(new Pruning(
                "connections", parameters -> parameters.apply("W").gt(0).castTo(DataType.FLOAT)));
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Layer noisy = clone();
        noisy.setIDropout(noise);
        NeuralNetConfiguration inner = conf.clone();
        inner.setLayer(noisy);
        inner.setVariables(conf.variables(false));
        return super.instantiate(inner, listeners, index, parameters, initialize, type);
    }
}
