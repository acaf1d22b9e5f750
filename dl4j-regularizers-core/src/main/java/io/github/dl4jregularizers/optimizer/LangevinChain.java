package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import io.github.dl4jregularizers.noise.BackendNoise;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The inner loop of {@link EntropySgd}: the network's parameters are y; x and the mean m lie beside it. */
final class LangevinChain {

    private final NetworkParameters parameters;
    private final List<INDArray> centers;
    private final List<INDArray> means;

    LangevinChain(Model model) {
        parameters = new NetworkParameters(model);
        centers = copies();
        means = copies();
    }

    private List<INDArray> copies() {
        return parameters.trained().stream()
                .map(parameter -> parameter.value.dup())
                .collect(Collectors.toList());
    }

    /** y = m = x. */
    void start() {
        for (int i = 0; i < centers.size(); i++) {
            INDArray value = parameters.trained().get(i).value;
            centers.get(i).assign(value);
            means.get(i).assign(value);
        }
    }

    /** One step by the gradients of the last pass. Statistics move at once: their gradients are updates. */
    void step(int batchSize, double rate, double scope, double deviation, double averaging) {
        for (int i = 0; i < centers.size(); i++) {
            NetworkParameter parameter = parameters.trained().get(i);
            INDArray step = parameter.gradient.div(parameter.divisor(batchSize));
            step.subi(centers.get(i).sub(parameter.value).muli(scope)).muli(rate);
            if (deviation > 0) {
                INDArray noise = Nd4j.createUninitialized(step.dataType(), step.shape(), 'c');
                BackendNoise.INSTANCE.gaussian(noise, 0, deviation);
                step.subi(noise);
            }
            parameter.value.subi(step);
            means.get(i).muli(1 - averaging).addi(parameter.value.mul(averaging));
        }
        for (NetworkParameter other : parameters.others()) {
            if (other.role == ParameterRole.STATISTIC && !other.layer.isFrozen()) {
                other.value.subi(other.gradient);
            }
        }
    }

    /** x = x - rate (x - m). */
    void finish(double rate) {
        for (int i = 0; i < centers.size(); i++) {
            INDArray center = centers.get(i);
            INDArray change = center.sub(means.get(i)).muli(rate);
            parameters.trained().get(i).value.assign(center.subi(change));
        }
    }
}
