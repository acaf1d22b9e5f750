package io.github.dl4jregularizers.optimize;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network's trained parameters, remembered as long as its arrays stay the same. */
final class TrainedModel {

    private final Model model;
    private final long address;
    private final INDArray gradients;
    private final List<TrainedParameter> parameters;

    TrainedModel(Model model) {
        this.model = model;
        this.parameters = TrainedParameter.of(model);
        this.address = model.params().data().address();
        this.gradients = model.getGradientsViewArray();
    }

    boolean isStill(Model other) {
        return model == other
                && address == other.params().data().address()
                && gradients == other.getGradientsViewArray();
    }

    List<TrainedParameter> parameters() {
        return parameters;
    }
}
