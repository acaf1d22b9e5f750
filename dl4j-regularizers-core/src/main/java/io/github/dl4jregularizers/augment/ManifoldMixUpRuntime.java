package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.dl4j.ParameterlessRuntime;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of a {@link ManifoldMixUpLayer}. */
final class ManifoldMixUpRuntime extends ParameterlessRuntime<ManifoldMixUpLayer> {

    /** The last step mixed in a thread, to detect layers that do not run in training mode. A step has one thread. */
    private static final ThreadLocal<Long> LAST = new ThreadLocal<>();

    private final MixDraw.Key key;
    private final int place;

    /** Null if the last pass did not mix. */
    private MixDraw draw;

    ManifoldMixUpRuntime(NeuralNetConfiguration conf, DataType dataType, ManifoldMixUpLayer layer) {
        super(conf, dataType);
        this.key = layer.key();
        this.place = layer.place();
    }

    /** Refuses to mix labels whose features were not mixed. */
    static void requireMixed(MixDraw.Key key, int iteration) {
        Long last = LAST.get();
        if (last == null || last != key.of(iteration)) {
            throw new IllegalStateException("ManifoldMixUp (" + key + ") mixed no features in iteration " + iteration
                    + ": its layers must not be frozen, removed, or trained without the layers below the output");
        }
    }

    @Override
    protected INDArray train(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        MixDraw drawn = key.at(iterationCount, input.size(0));
        draw = drawn.place() == place ? drawn : null;
        if (draw == null) {
            return infer(input, workspaceMgr);
        }
        requireExamples(input);
        INDArray output = draw.mix(input, create(ArrayType.ACTIVATIONS, input, workspaceMgr));
        LAST.set(key.of(iterationCount));
        return output;
    }

    private void requireExamples(INDArray input) {
        boolean rowsAreExamples = input.rank() != 3 && input.size(0) == getInputMiniBatchSize();
        if (!rowsAreExamples || maskArray != null) {
            throw new IllegalStateException(layerId() + ": the activations to mix must be "
                    + ManifoldMixUp.NO_SEQUENCES + ", without a mask, but have the shape "
                    + Arrays.toString(input.shape())
                    + (maskArray == null ? "" : " and a mask"));
        }
    }

    private static INDArray create(ArrayType type, INDArray like, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.createUninitialized(type, like.dataType(), like.shape(), 'c');
    }

    @Override
    protected INDArray infer(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.dup(ArrayType.ACTIVATIONS, input);
    }

    @Override
    protected INDArray trainingGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return draw == null
                ? inferenceGradient(epsilon, workspaceMgr)
                : draw.gradient(epsilon, create(ArrayType.ACTIVATION_GRAD, epsilon, workspaceMgr));
    }

    @Override
    protected INDArray inferenceGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon);
    }

    @Override
    public void clear() {
        super.clear();
        draw = null;
    }
}
