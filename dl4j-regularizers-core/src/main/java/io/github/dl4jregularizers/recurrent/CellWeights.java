package io.github.dl4jregularizers.recurrent;

import java.util.Map;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a recurrent layer, or their gradients. LSTM and SimpleRnn have the same names. */
final class CellWeights {

    final INDArray input;
    final INDArray recurrent;
    /** As a row. */
    final INDArray bias;

    CellWeights(Map<String, INDArray> arrays) {
        input = arrays.get(LSTMParamInitializer.INPUT_WEIGHT_KEY);
        recurrent = arrays.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
        INDArray vector = arrays.get(LSTMParamInitializer.BIAS_KEY);
        bias = vector.reshape(1, vector.length());
    }
}
