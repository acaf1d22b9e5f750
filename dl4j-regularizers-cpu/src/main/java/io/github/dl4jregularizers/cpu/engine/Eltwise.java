package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_elu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_mish;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_soft_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_swish;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;

import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** One of oneDNN's elementwise functions. */
final class Eltwise {

    static final Eltwise RELU = new Eltwise(dnnl_eltwise_relu, 0, 0);

    private final int algorithm;
    private final float alpha;
    private final float beta;

    private Eltwise(int algorithm, double alpha, double beta) {
        this.algorithm = algorithm;
        this.alpha = (float) alpha;
        this.beta = (float) beta;
    }

    /** The function of a DL4J activation; empty if oneDNN has none that is equal. */
    static Optional<Eltwise> of(IActivation activation) {
        Class<?> type = activation.getClass();
        if (type == ActivationReLU.class) {
            return Optional.of(RELU);
        }
        if (type == ActivationLReLU.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_relu, ((ActivationLReLU) activation).getAlpha(), 0));
        }
        if (type == ActivationELU.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_elu, ((ActivationELU) activation).getAlpha(), 0));
        }
        if (type == ActivationTanH.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_tanh, 0, 0));
        }
        if (type == ActivationSigmoid.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_logistic, 0, 0));
        }
        if (type == ActivationSoftPlus.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_soft_relu, 0, 0));
        }
        if (type == ActivationSwish.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_swish, 1, 0));
        }
        if (type == ActivationMish.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_mish, 0, 0));
        }
        if (type == ActivationReLU6.class) {
            return Optional.of(new Eltwise(dnnl_eltwise_clip_v2, 0, 6));
        }
        return Optional.empty();
    }

    static Eltwise times(double factor) {
        return new Eltwise(dnnl_eltwise_linear, factor, 0);
    }

    boolean isRelu() {
        return algorithm == dnnl_eltwise_relu && alpha == 0;
    }

    int algorithm() {
        return algorithm;
    }

    float alpha() {
        return alpha;
    }

    float beta() {
        return beta;
    }
}
