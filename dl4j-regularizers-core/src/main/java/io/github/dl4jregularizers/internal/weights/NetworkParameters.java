package io.github.dl4jregularizers.internal.weights;

import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Caches the parameters of a network while its arrays stay the same. */
public final class NetworkParameters {

    private final Model model;
    private final DataBuffer memory;
    private final INDArray gradients;
    private final List<NetworkParameter> trained;
    private final List<NetworkParameter> others;

    public NetworkParameters(Model model) {
        List<NetworkParameter> all = NetworkParameter.of(model);
        this.model = model;
        this.memory = model.params().data();
        this.gradients = model.getGradientsViewArray();
        this.trained = all.stream().filter(one -> one.trained).collect(Collectors.toList());
        this.others = all.stream().filter(one -> !one.trained).collect(Collectors.toList());
    }

    public boolean areStillOf(Model other) {
        return model == other
                && memory.sameUnderlyingData(other.params().data())
                && gradients == other.getGradientsViewArray();
    }

    /** Returns the parameters that the loss trains. */
    public List<NetworkParameter> trained() {
        return trained;
    }

    /** Statistics and frozen parameters. */
    public List<NetworkParameter> others() {
        return others;
    }
}
