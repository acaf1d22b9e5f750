package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.ConcatenationLayer;
import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Runtime of a {@link ConcatenationBlock}: computes each path. */
class ConcatenationBlockRuntime extends CompositeRuntime<ConcatenationBlock> implements ConcatenationLayer {

    private final List<List<Layer>> paths;
    /** Null for the identity. */
    private final List<LayerRun> runs;

    private boolean inTraining;
    /** Channels of each path's output. */
    private long[] channels;

    ConcatenationBlockRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        paths = layerConf().prefixes().stream()
                .map(path -> path.stream().map(layers::get).collect(Collectors.toList()))
                .collect(Collectors.toList());
        runs = runs(Bodies::of);
    }

    static ConcatenationBlockRuntime of(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        return RecurrentStates.areIn(layers)
                ? new RecurrentConcatenationRuntime(conf, dataType, parameters, layers)
                : new ConcatenationBlockRuntime(conf, dataType, parameters, layers);
    }

    private List<LayerRun> runs(Function<List<Layer>, LayerRun> kind) {
        return paths.stream()
                .map(path -> path.isEmpty() ? null : kind.apply(path))
                .collect(Collectors.toList());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        inTraining = training;
        return concatenated(typedInput(training, workspaces), runs, workspaces);
    }

    private INDArray concatenated(INDArray in, List<LayerRun> pathRuns, LayerWorkspaceMgr workspaces) {
        INDArray[] parts = new INDArray[pathRuns.size()];
        channels = new long[parts.length];
        for (int i = 0; i < parts.length; i++) {
            LayerRun run = pathRuns.get(i);
            parts[i] = run == null ? in : run.forward(in, inTraining, workspaces);
            requireShape(i, parts);
            channels[i] = parts[i].size(layerConf().axis());
        }
        long[] shape = parts[0].shape().clone();
        shape[layerConf().axis()] = LongStream.of(channels).sum();
        INDArray whole = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
        Nd4j.exec(DynamicCustomOp.builder("concat")
                .addInputs(parts)
                .addIntegerArguments(layerConf().axis())
                .addOutputs(whole)
                .build());
        return whole;
    }

    /** Checks the shapes of a network that was built without an input type. */
    private void requireShape(int path, INDArray... parts) {
        int axis = layerConf().axis();
        long[] expected = parts[0].shape().clone();
        if (parts[path].rank() == expected.length && axis < expected.length) {
            expected[axis] = parts[path].size(axis);
        }
        Arguments.shape("output of path " + path + " of " + layerId(), parts[path].shape(), expected);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray ofInput = backward(epsilon, lastRuns(), workspaces);
        return new Pair<>(gradientOfViews(), ofInput);
    }

    /** Returns the runs of the last forward pass; repeats a pass of inference, which keeps no activations. */
    private List<LayerRun> lastRuns() {
        if (inTraining) {
            return runs;
        }
        List<LayerRun> again = runs(InferenceRun::new);
        LayerWorkspaceMgr unmanaged = LayerWorkspaceMgr.noWorkspacesImmutable();
        concatenated(typedInput(false, unmanaged), again, unmanaged);
        return again;
    }

    /** Adds up the gradients of the paths. That of a path with a frozen layer is null. */
    private INDArray backward(INDArray epsilon, List<LayerRun> pathRuns, LayerWorkspaceMgr workspaces) {
        INDArray sum = null;
        long from = 0;
        for (int i = 0; i < channels.length; i++) {
            INDArrayIndex[] slice = NDArrayIndex.allFor(epsilon);
            slice[layerConf().axis()] = NDArrayIndex.interval(from, from + channels[i]);
            INDArray ofPath = backward(epsilon.get(slice), pathRuns.get(i), workspaces);
            sum = sum == null ? ofPath : ofPath == null ? sum : sum.addi(ofPath);
            from += channels[i];
        }
        return sum;
    }

    private static INDArray backward(INDArray part, LayerRun run, LayerWorkspaceMgr workspaces) {
        return run == null
                ? workspaces.dup(ArrayType.ACTIVATION_GRAD, part, 'c')
                : run.backward(workspaces.dup(ArrayType.BP_WORKING_MEM, part, 'c'), workspaces);
    }

    @Override
    public List<List<Layer>> paths() {
        return paths;
    }

    @Override
    public DataFormat format() {
        return layerConf().dataFormat();
    }

    /** False: an inner block freezes its own layers. */
    @Override
    protected final boolean isFrozen(String prefix) {
        return false;
    }

    /** Combines the masks behind the paths as DL4J's {@code MergeVertex} does. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        super.feedForwardMaskArray(mask, state, minibatchSize);
        List<Pair<INDArray, MaskState>> ends = paths.stream()
                .map(path -> throughLayers(path, mask, state, minibatchSize))
                .collect(Collectors.toList());
        if (ends.stream().anyMatch(end -> end == null || end.getFirst() == null)) {
            return null;
        }
        INDArray union = ends.stream()
                .map(Pair::getFirst)
                .reduce(ConcatenationBlockRuntime::union)
                .orElseThrow();
        return new Pair<>(union, ends.get(0).getSecond());
    }

    private static INDArray union(INDArray first, INDArray second) {
        return first == second
                ? first
                : Transforms.or(first.castTo(DataType.BOOL), second.castTo(DataType.BOOL))
                        .castTo(first.dataType());
    }

    @Override
    public void clear() {
        super.clear();
        runs.stream().filter(Objects::nonNull).forEach(LayerRun::clear);
    }

    @Override
    public String toString() {
        return layerConf() + ", paths computed "
                + runs.stream()
                        .map(run -> run == null ? "identity" : run.toString())
                        .collect(Collectors.joining("; "));
    }
}
