package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.internal.dl4j.OutputDelegate;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runtime of a {@link MixedLabelsOutput}. Backward passes and scores in training mode see mixed labels. */
final class MixedLabelsRuntime extends WrappedRuntime implements OutputDelegate {

    private final IOutputLayer output;
    private final MixDraw.Key key;

    MixedLabelsRuntime(MixedLabelsOutput configuration, NeuralNetConfiguration conf, IOutputLayer underlying) {
        super(conf, underlying);
        this.output = underlying;
        this.key = configuration.key();
    }

    @Override
    public IOutputLayer output() {
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return mixed(() -> output.backpropGradient(epsilon, workspaceMgr));
    }

    @Override
    public double computeScore(double regularizationScore, boolean training, LayerWorkspaceMgr workspaceMgr) {
        return training
                ? mixed(() -> output.computeScore(regularizationScore, true, workspaceMgr))
                : output.computeScore(regularizationScore, false, workspaceMgr);
    }

    /** Computes with mixed labels, then puts the given ones back. */
    private <T> T mixed(Supplier<T> computation) {
        INDArray given = output.getLabels();
        if (given == null || given.size(0) == 1) {
            return computation.get();
        }
        if (getMaskArray() != null) {
            throw new IllegalStateException(
                    "ManifoldMixUp (" + key + "): labels to mix must be without a mask, but there is one");
        }
        ManifoldMixUpRuntime.requireMixed(key, getIterationCount());
        MixDraw draw = key.at(getIterationCount(), given.size(0));
        output.setLabels(
                Detached.of(() -> draw.mix(given, Nd4j.createUninitialized(given.dataType(), given.shape(), 'c'))));
        try {
            return computation.get();
        } finally {
            output.setLabels(given);
        }
    }
}
