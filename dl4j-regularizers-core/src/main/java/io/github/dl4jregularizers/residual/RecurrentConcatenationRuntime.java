package io.github.dl4jregularizers.residual;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of a concatenation with recurrent layers. */
final class RecurrentConcatenationRuntime extends ConcatenationBlockRuntime implements RecurrentBlock {

    private final RecurrentStates states;

    RecurrentConcatenationRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        states = new RecurrentStates(layers);
    }

    @Override
    public RecurrentStates states() {
        return states;
    }
}
