package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.loss.SoftmaxLoss;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** A softmax loss of this library on an output with another activation. */
public final class LossActivation extends Rule {

    /** Creates the rule. */
    public LossActivation() {
        super(
                "loss-activation",
                Severity.WRONG_RESULT,
                "Smoothed labels are a distribution over classes and need the softmax as activation.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        ILossFunction loss = lossOf(layer);
        if (!(loss instanceof SoftmaxLoss)) {
            return;
        }
        IActivation activation = ((BaseLayer) layer.layer()).getActivationFn();
        if (!(activation instanceof ActivationSoftmax)) {
            report.add(
                    this,
                    layer,
                    loss.getClass().getSimpleName() + " throws in training with the activation " + activation,
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
