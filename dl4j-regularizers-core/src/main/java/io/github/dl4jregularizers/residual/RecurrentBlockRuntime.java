package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runtime of a residual block with recurrent layers. A dropped body keeps the state of the last segment it was computed
 * for.
 */
final class RecurrentBlockRuntime extends ResidualBlockRuntime implements RecurrentBlock {

    private final RecurrentStates states;

    RecurrentBlockRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        states = new RecurrentStates(layers);
    }

    @Override
    public RecurrentStates states() {
        return states;
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray in, boolean training, boolean storeLastForTbptt, LayerWorkspaceMgr workspaces) {
        if (training && layerConf().perExample()) {
            throw Arguments.invalid(
                    "perExample of " + layerId(),
                    "false in truncated backpropagation through time, because dropped examples have no state",
                    true);
        }
        return RecurrentBlock.super.rnnActivateUsingStoredState(in, training, storeLastForTbptt, workspaces);
    }
}
