package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.loss.SoftmaxLoss;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Label smoothing, or another loss of a softmax, on an output that is none. */
final class LossActivation extends Rule {

    LossActivation() {
        super(
                "loss-activation",
                Severity.WRONG_RESULT,
                "Smoothed labels are a distribution over the classes, and only a softmax gives one to compare with it.");
    }

    @Override
    void check(LayerView layer, Report report) {
        ILossFunction loss = lossOf(layer);
        if (!(loss instanceof SoftmaxLoss)) {
            return;
        }
        IActivation activation = ((BaseLayer) layer.layer()).getActivationFn();
        if (!(activation instanceof ActivationSoftmax)) {
            report.add(
                    this,
                    layer,
                    loss.getClass().getSimpleName() + " refuses the activation " + activation + " in training",
                    ".activation(Activation.SOFTMAX)");
        }
    }

    static ILossFunction lossOf(LayerView layer) {
        if (layer.is(BaseOutputLayer.class)) {
            return ((BaseOutputLayer) layer.layer()).getLossFn();
        }
        return layer.is(LossLayer.class) ? ((LossLayer) layer.layer()).getLossFn() : null;
    }
}
