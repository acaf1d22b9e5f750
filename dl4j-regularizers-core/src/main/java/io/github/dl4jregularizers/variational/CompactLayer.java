package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A dense layer while its units are removed: its effective weights [inputs, units] at inference, and its bias. */
final class CompactLayer {

    private final FeedForwardLayer conf;
    private final boolean hasBias;
    private INDArray weights;
    private INDArray bias;

    private CompactLayer(FeedForwardLayer conf, boolean hasBias, INDArray weights, INDArray bias) {
        this.conf = conf;
        this.hasBias = hasBias;
        this.weights = weights;
        this.bias = bias;
    }

    /** Empty for layers of other kinds. Multiplies the weights by their pruning factors. */
    static Optional<CompactLayer> of(org.deeplearning4j.nn.api.Layer layer) {
        Layer conf = RunningConfiguration.of(layer);
        boolean isPlain = conf.getClass() == DenseLayer.class || conf.getClass() == OutputLayer.class;
        if (!isPlain && !(conf instanceof GaussianWeightDense)) {
            return Optional.empty();
        }
        if (conf instanceof DenseLayer && ((DenseLayer) conf).hasLayerNorm()) {
            throw Arguments.invalid("layer " + layer.getIndex(), "without LayerNorm, which mixes units", conf);
        }
        INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY).dup();
        LayerDescription.pruning(conf).ifPresent(pruning -> weights.muli(pruning.factors(layer::getParam)));
        INDArray bias = layer.getParam(DefaultParamInitializer.BIAS_KEY);
        long units = weights.size(1);
        INDArray own = bias == null
                ? Nd4j.zeros(weights.dataType(), units)
                : bias.dup().reshape(units);
        return Optional.of(new CompactLayer((FeedForwardLayer) conf, bias != null, weights, own));
    }

    long units() {
        return weights.size(1);
    }

    /** Multiplies the rows of the weights by the gates of the inputs. */
    void gate(INDArray gates) {
        weights.muliColumnVector(gates.reshape(gates.length(), 1));
    }

    /**
     * Removes the units without effect: those whose outgoing weights, or whose incoming weights, are all 0. The
     * constant activation of the latter goes into the bias of the next layer. Keeps at least one unit.
     *
     * @return true if a unit was removed
     */
    boolean removeUnits(CompactLayer next) {
        double[] in = weights.norm1(0).toDoubleVector();
        double[] out = next.weights.norm1(1).toDoubleVector();
        INDArray constants = conf.getActivationFn().getActivation(bias.dup().reshape(1, bias.length()), false);
        List<Integer> kept = new ArrayList<>();
        for (int unit = 0; unit < in.length; unit++) {
            boolean isConstant = in[unit] == 0 && isElementwise();
            double constant = isConstant ? constants.getDouble(unit) : 0;
            boolean isRemovable = out[unit] == 0 || isConstant && (constant == 0 || next.hasBias);
            if (!isRemovable || kept.isEmpty() && unit == in.length - 1) {
                kept.add(unit);
            } else if (out[unit] != 0 && constant != 0) {
                next.bias.addi(next.weights.getRow(unit).mul(constant));
            }
        }
        if (kept.size() == in.length) {
            return false;
        }
        int[] indices = kept.stream().mapToInt(Integer::intValue).toArray();
        weights = weights.getColumns(indices);
        bias = bias.reshape(1, bias.length()).getColumns(indices).reshape(indices.length);
        next.weights = next.weights.getRows(indices);
        return true;
    }

    private boolean isElementwise() {
        return !(conf.getActivationFn() instanceof ActivationSoftmax);
    }

    /** A plain layer of the present size. */
    FeedForwardLayer layer() {
        FeedForwardLayer layer;
        if (conf instanceof GaussianWeightDense) {
            layer = new DenseLayer.Builder()
                    .name(conf.getLayerName())
                    .activation(conf.getActivationFn())
                    .hasBias(hasBias)
                    .updater(conf.getIUpdater())
                    .build();
        } else {
            layer = (FeedForwardLayer) conf.clone();
        }
        layer.setNIn(weights.size(0));
        layer.setNOut(weights.size(1));
        return layer;
    }

    /** Writes the parameters to the runtime of {@link #layer()}. */
    void write(org.deeplearning4j.nn.api.Layer runtime) {
        runtime.getParam(DefaultParamInitializer.WEIGHT_KEY).assign(weights);
        if (hasBias) {
            INDArray target = runtime.getParam(DefaultParamInitializer.BIAS_KEY);
            target.assign(bias.reshape(target.shape()));
        }
    }
}
