package io.github.dl4jregularizers.residual;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation layer that counts examples in the forward and the backward pass. */
final class CountingLayer extends ActivationLayer {

    final transient AtomicInteger forward;
    final transient AtomicInteger backward;

    CountingLayer() {
        super(Activation.TANH);
        forward = new AtomicInteger();
        backward = new AtomicInteger();
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        return new org.deeplearning4j.nn.layers.ActivationLayer(conf, type) {
            @Override
            public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
                forward.addAndGet((int) input.size(0));
                return super.activate(training, workspaces);
            }

            @Override
            public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
                backward.addAndGet((int) epsilon.size(0));
                return super.backpropGradient(epsilon, workspaces);
            }
        };
    }
}
