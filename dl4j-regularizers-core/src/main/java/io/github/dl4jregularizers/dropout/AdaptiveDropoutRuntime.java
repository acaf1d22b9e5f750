package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessRuntime;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Runtime of an {@link AdaptiveDropout}. Keeps the pre-activation, and in training the mask. */
final class AdaptiveDropoutRuntime extends ParameterlessRuntime<AdaptiveDropout> {

    private INDArray preActivation;
    private INDArray mask;

    AdaptiveDropoutRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    protected INDArray train(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        preActivation = input;
        INDArray draws =
                workspaceMgr.createUninitialized(ArrayType.FF_WORKING_MEM, dataType, input.shape(), input.ordering());
        layerConf().noise().uniform(draws, 0, 1);
        INDArray retain = retainProbability(ArrayType.INPUT, BackwardArrays.in(workspaceMgr));
        mask = Transforms.step(retain.subi(draws), false);
        return activated(ArrayType.ACTIVATIONS, true, workspaceMgr).muli(mask);
    }

    @Override
    protected INDArray infer(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        preActivation = input;
        mask = null;
        return activated(ArrayType.ACTIVATIONS, false, workspaceMgr)
                .muli(retainProbability(ArrayType.FF_WORKING_MEM, workspaceMgr));
    }

    @Override
    protected INDArray trainingGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return throughActivation(epsilon, mask, workspaceMgr);
    }

    /** Differentiates through the retain probability too. */
    @Override
    protected INDArray inferenceGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        INDArray retain = retainProbability(ArrayType.BP_WORKING_MEM, workspaceMgr);
        INDArray gradient = throughActivation(epsilon, retain, workspaceMgr);
        INDArray slope = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, retain);
        slope.muli(retain.rsubi(1)).muli(layerConf().alpha()).muli(epsilon);
        return gradient.addi(slope.muli(activated(ArrayType.BP_WORKING_MEM, false, workspaceMgr)));
    }

    /** Copies epsilon: the activation may overwrite or return it. */
    private INDArray throughActivation(INDArray epsilon, INDArray factor, LayerWorkspaceMgr workspaceMgr) {
        INDArray masked = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon).muli(factor);
        INDArray z = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, preActivation);
        INDArray gradient = activation().backprop(z, masked).getFirst();
        return workspaceMgr.leverageTo(ArrayType.ACTIVATION_GRAD, gradient);
    }

    private INDArray activated(ArrayType type, boolean training, LayerWorkspaceMgr workspaceMgr) {
        INDArray z = workspaceMgr.dup(type, preActivation);
        return workspaceMgr.leverageTo(type, activation().getActivation(z, training));
    }

    private INDArray retainProbability(ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        INDArray logit = workspaceMgr.dup(type, preActivation);
        logit.muli(layerConf().alpha()).addi(layerConf().beta());
        return Transforms.sigmoid(logit, false);
    }

    private IActivation activation() {
        return layerConf().activation();
    }

    @Override
    public void clear() {
        super.clear();
        preActivation = null;
        mask = null;
    }
}
