package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.recurrence.Cell;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of an LSTM or SimpleRnn, also inside {@code LastTimeStep}. A unit has one column per gate; the first gate
 * of an LSTM is the candidate, without which the memory cell stays 0.
 */
final class CompactRecurrentWeights extends CompactWeights {

    private final Layer outer;
    private final int gates;
    /** [units, gates times units]. */
    private final INDArray recurrent;

    private final double[][] recurrentValues;

    private CompactRecurrentWeights(Layer outer, BaseRecurrentLayer conf, Map<String, INDArray> parameters) {
        super(
                conf,
                true,
                parameters.get(LSTMParamInitializer.INPUT_WEIGHT_KEY).dup(),
                vector(parameters.get(LSTMParamInitializer.BIAS_KEY)));
        this.outer = outer;
        gates = Cell.of(conf).gates();
        recurrent = parameters.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY).dup();
        recurrentValues = recurrent.castTo(DataType.DOUBLE).toDoubleMatrix();
    }

    private static INDArray vector(INDArray bias) {
        return bias.dup().reshape(bias.length());
    }

    /** Empty for layers of other kinds, and with LayerNorm, which mixes the units. */
    static Optional<CompactWeights> of(Layer layer, Map<String, INDArray> parameters) {
        Layer inner = layer.getClass() == LastTimeStep.class ? ((LastTimeStep) layer).getUnderlying() : layer;
        boolean isKnown = inner.getClass() == LSTM.class
                || inner.getClass() == SimpleRnn.class && !((SimpleRnn) inner).hasLayerNorm();
        return isKnown
                ? Optional.of(new CompactRecurrentWeights(layer, (BaseRecurrentLayer) inner, parameters))
                : Optional.empty();
    }

    @Override
    int axis() {
        boolean isSequence = outer == conf;
        return isSequence && ((BaseRecurrentLayer) conf).getRnnDataFormat() == RNNFormat.NWC ? 2 : 1;
    }

    @Override
    boolean isZero(int input, int unit) {
        return Arrays.stream(columns(unit)).allMatch(column -> isZeroColumn(input, column));
    }

    @Override
    boolean isRecurrentZero(int unit, int reader) {
        return Arrays.stream(columns(reader)).allMatch(column -> recurrentValues[unit][column] == 0);
    }

    private int[] columns(int... units) {
        return IntStream.range(0, gates)
                .flatMap(gate -> Arrays.stream(units).map(unit -> gate * units() + unit))
                .toArray();
    }

    /** A constant other than 0 is 0 at masked time steps. */
    @Override
    boolean canFold() {
        return false;
    }

    /**
     * Zeros for units that stay 0, given initial states of 0: their candidate, or output, reads no input and no other
     * unit, and has no bias.
     */
    @Override
    double[] constants(double[] ofInputs) {
        double[] constants = CompactStep.unknown(units());
        if (CompactStep.activated(conf.getActivationFn(), new double[] {0})[0] != 0) {
            return constants;
        }
        boolean[] isZero = new boolean[units()];
        for (int unit = 0; unit < units(); unit++) {
            int number = unit;
            isZero[unit] = bias(unit) == 0
                    && IntStream.range(0, ofInputs.length)
                            .allMatch(input -> ofInputs[input] == 0 || isZeroColumn(input, number));
        }
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (int unit = 0; unit < units(); unit++) {
                if (isZero[unit] && readsAny(unit, isZero)) {
                    isZero[unit] = false;
                    isChanged = true;
                }
            }
        }
        for (int unit = 0; unit < units(); unit++) {
            constants[unit] = isZero[unit] ? 0 : Double.NaN;
        }
        return constants;
    }

    private boolean readsAny(int unit, boolean[] isZero) {
        return IntStream.range(0, units()).anyMatch(other -> !isZero[other] && recurrentValues[other][unit] != 0);
    }

    @Override
    Layer layer(int[] inputs, int[] units) {
        Layer smaller = super.layer(inputs, units);
        return outer == conf ? smaller : InnerLayers.replace(outer, Map.of("", smaller));
    }

    @Override
    void write(Map<String, INDArray> small, int[] inputs, int[] units) {
        super.write(small, inputs, columns(units));
        small.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY)
                .assign(recurrent.getRows(units).getColumns(columns(units)));
    }
}
