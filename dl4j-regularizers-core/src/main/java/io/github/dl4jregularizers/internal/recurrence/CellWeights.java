package io.github.dl4jregularizers.internal.recurrence;

import java.util.Map;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a recurrent layer, or their gradients. LSTM and SimpleRnn have the same names. */
public final class CellWeights {

    public final INDArray input;
    public final INDArray recurrent;
    /** As a row. */
    public final INDArray bias;

    /**
     * Takes the arrays by their DL4J names.
     *
     * @param arrays with {@code W}, {@code RW} and {@code b}
     */
    public CellWeights(Map<String, INDArray> arrays) {
        input = arrays.get(LSTMParamInitializer.INPUT_WEIGHT_KEY);
        recurrent = arrays.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
        INDArray vector = arrays.get(LSTMParamInitializer.BIAS_KEY);
        bias = vector.reshape(1, vector.length());
    }
}
