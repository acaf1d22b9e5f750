package io.github.dl4jregularizers.recurrent;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.KeepsStates;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
import io.github.dl4jregularizers.internal.recurrence.Cell;
import io.github.dl4jregularizers.internal.recurrence.CellWeights;
import io.github.dl4jregularizers.internal.recurrence.PassMemory;
import io.github.dl4jregularizers.internal.recurrence.Recurrence;
import io.github.dl4jregularizers.internal.recurrence.StateMasks;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The runtime of {@link StateNoise}. Computes passes with noise itself; leaves the others to the underlying layer,
 * which keeps the states.
 */
final class StateNoiseRuntime extends WrappedRuntime implements KeepsStates {

    /** Key of the mask, which the segments of a sequence share. */
    private static final String MASK = "recurrentMask";

    private final StateNoise configuration;
    private final RecurrentLayer recurrent;
    private final BaseRecurrentLayer settings;
    private final Cell cell;
    private final IDropout dropout;
    private transient Map<String, INDArray> gradientViews;
    /** The last forward pass with noise; null after one without. */
    private transient Recurrence pass;

    private transient boolean isDropped;

    StateNoiseRuntime(StateNoise configuration, NeuralNetConfiguration conf, RecurrentLayer underlying) {
        super(conf, underlying);
        this.configuration = configuration;
        recurrent = underlying;
        settings = (BaseRecurrentLayer) underlying.conf().getLayer();
        cell = Cell.of(settings);
        dropout = settings.getIDropout();
    }

    @Override
    public RecurrentLayer recurrent() {
        return recurrent;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        return noisy(training, Map.of(), workspaceMgr).orElseGet(() -> underlying.activate(training, workspaceMgr));
    }

    @Override
    public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaceMgr) {
        setInput(input, workspaceMgr);
        return activate(training, workspaceMgr);
    }

    @Override
    public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        setInput(input, workspaceMgr);
        Optional<INDArray> output = noisy(false, recurrent.rnnGetPreviousState(), workspaceMgr);
        output.ifPresent(present -> recurrent.rnnSetPreviousState(states()));
        return output.orElseGet(() -> recurrent.rnnTimeStep(input, workspaceMgr));
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray input, boolean training, boolean storeLastForTbptt, LayerWorkspaceMgr workspaceMgr) {
        setInput(input, workspaceMgr);
        Optional<INDArray> output = noisy(training, recurrent.rnnGetTBPTTState(), workspaceMgr);
        if (output.isPresent() && storeLastForTbptt) {
            recurrent.rnnSetTBPTTState(states());
        }
        return output.orElseGet(
                () -> recurrent.rnnActivateUsingStoredState(input, training, storeLastForTbptt, workspaceMgr));
    }

    /** Computes a pass with noise; empty for a pass without. */
    private Optional<INDArray> noisy(boolean training, Map<String, INDArray> start, LayerWorkspaceMgr workspaceMgr) {
        pass = null;
        CellWeights weights = new CellWeights(paramTable());
        INDArray given = input();
        if (given == null || given.rank() != 3) {
            return Optional.empty(); // the underlying layer's error
        }
        int time = isChannelsLast() ? 1 : 2;
        PassMemory memory = new PassMemory(
                workspaceMgr, weights.input.dataType(), given.size(0), weights.recurrent.size(0), given.size(time));
        Optional<StateMasks> masks =
                configuration.masks(memory, training, getIterationCount(), getEpochCount(), start.get(MASK));
        masks.ifPresent(noise -> pass = new Recurrence(
                cell,
                noise,
                memory,
                channelsFirst(dropped(given.castTo(memory.type()), training, workspaceMgr)),
                weights,
                start,
                getMaskArray(),
                training,
                workspaceMgr));
        return masks.map(noise -> channelsFirst(pass.output(workspaceMgr)));
    }

    private INDArray dropped(INDArray given, boolean training, LayerWorkspaceMgr workspaceMgr) {
        isDropped = training && dropout != null;
        return isDropped
                ? dropout.applyDropout(
                        given,
                        BackwardArrays.in(workspaceMgr)
                                .createUninitialized(ArrayType.INPUT, given.dataType(), given.shape(), 'c'),
                        getIterationCount(),
                        getEpochCount(),
                        workspaceMgr)
                : given;
    }

    private Map<String, INDArray> states() {
        Map<String, INDArray> states = pass.lastStates();
        if (pass.recurrentMask() != null) {
            states.put(MASK, pass.recurrentMask());
        }
        return states;
    }

    private boolean isChannelsLast() {
        return settings.getRnnDataFormat() == RNNFormat.NWC;
    }

    /** From the layer's format to channels first, and back. */
    private INDArray channelsFirst(INDArray sequences) {
        return isChannelsLast() ? sequences.permute(0, 2, 1) : sequences;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return pass == null
                ? underlying.backpropGradient(epsilon, workspaceMgr)
                : backward(epsilon, Long.MAX_VALUE, workspaceMgr);
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
        return pass == null
                ? recurrent.tbpttBackpropGradient(epsilon, tbpttBackLength, workspaceMgr)
                : backward(epsilon, tbpttBackLength, workspaceMgr);
    }

    private Pair<Gradient, INDArray> backward(INDArray epsilon, long backSteps, LayerWorkspaceMgr workspaceMgr) {
        INDArray ofInput = pass.backward(
                channelsFirst(epsilon),
                backSteps,
                new CellWeights(paramTable()),
                new CellWeights(gradientViews),
                workspaceMgr);
        Gradient gradient = new DefaultGradient();
        gradientViews.forEach(gradient::setGradientFor);
        INDArray inFormat = channelsFirst(ofInput);
        return new Pair<>(
                gradient,
                isDropped ? dropout.backprop(inFormat, inFormat, getIterationCount(), getEpochCount()) : inFormat);
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        super.setBackpropGradientsViewArray(gradients);
        gradientViews = settings.initializer().getGradientsFromFlattened(underlying.conf(), gradients);
    }

    @Override
    public void clear() {
        pass = null;
        super.clear();
    }
}
