package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static io.github.dl4jregularizers.variational.VariationalParamInitializer.RECURRENT_LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;
import static org.deeplearning4j.nn.params.LSTMParamInitializer.RECURRENT_WEIGHT_KEY;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.recurrence.Cell;
import io.github.dl4jregularizers.internal.recurrence.CellWeights;
import io.github.dl4jregularizers.internal.recurrence.PassMemory;
import io.github.dl4jregularizers.internal.recurrence.Recurrence;
import io.github.dl4jregularizers.internal.recurrence.StateMasks;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The runtime of {@link BayesianLSTM} and {@link BayesianSimpleRnn}: one draw of the weights per training pass. */
final class BayesianRecurrentRuntime
        extends org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer<BaseRecurrentLayer> {

    private static final int RANK = 3;

    private final transient Cell cell;
    private final transient DrawnWeight inputWeight;
    private final transient DrawnWeight recurrentWeight;
    private transient Recurrence pass;

    BayesianRecurrentRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        cell = Cell.of(layerConf());
        BayesianSettings settings = BayesianRecurrent.settings(layerConf());
        inputWeight = new DrawnWeight(this, WEIGHT_KEY, LOG_VARIANCE_KEY, settings);
        recurrentWeight = new DrawnWeight(this, RECURRENT_WEIGHT_KEY, RECURRENT_LOG_VARIANCE_KEY, settings);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        return run(Map.of(), training, workspaceMgr);
    }

    @Override
    public INDArray rnnTimeStep(INDArray given, LayerWorkspaceMgr workspaceMgr) {
        setInput(given, workspaceMgr);
        INDArray output = run(rnnGetPreviousState(), false, workspaceMgr);
        rnnSetPreviousState(pass.lastStates());
        return output;
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray given, boolean training, boolean storeLastForTbptt, LayerWorkspaceMgr workspaceMgr) {
        setInput(given, workspaceMgr);
        INDArray output = run(rnnGetTBPTTState(), training, workspaceMgr);
        if (storeLastForTbptt) {
            rnnSetTBPTTState(pass.lastStates());
        }
        return output;
    }

    private INDArray run(Map<String, INDArray> start, boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        boolean isChannelsLast = getDataFormat() == RNNFormat.NWC;
        requireShape(isChannelsLast ? 2 : 1);
        applyDropOutIfNecessary(training, workspaceMgr);
        input = BackwardArrays.in(workspaceMgr).castTo(ArrayType.INPUT, dataType, input, false);
        PassMemory memory = new PassMemory(
                workspaceMgr, dataType, input.size(0), layerConf().getNOut(), input.size(isChannelsLast ? 1 : 2));
        if (training) {
            inputWeight.draw(BayesianRecurrent.noise(layerConf()), workspaceMgr);
            recurrentWeight.draw(BayesianRecurrent.noise(layerConf()), workspaceMgr);
        } else {
            inputWeight.useMean();
            recurrentWeight.useMean();
        }
        pass = new Recurrence(
                cell,
                StateMasks.none(),
                memory,
                permuteIfNWC(input),
                weights(),
                start,
                maskArray,
                training,
                workspaceMgr);
        return permuteIfNWC(pass.output(workspaceMgr));
    }

    private void requireShape(int features) {
        String layer = "input of layer \"" + layerConf().getLayerName() + "\"";
        if (input.rank() != RANK) {
            throw Arguments.invalid("rank of the " + layer, "3 (a sequence)", input.rank());
        }
        long[] expected = input.shape().clone();
        expected[features] = layerConf().getNIn();
        Arguments.shape(layer, input.shape(), expected);
    }

    private CellWeights weights() {
        return new CellWeights(Map.of(
                WEIGHT_KEY,
                inputWeight.value(),
                RECURRENT_WEIGHT_KEY,
                recurrentWeight.value(),
                BIAS_KEY,
                getParam(BIAS_KEY)));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return backward(epsilon, Long.MAX_VALUE, workspaceMgr);
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
        return backward(epsilon, tbpttBackLength, workspaceMgr);
    }

    private Pair<Gradient, INDArray> backward(INDArray epsilon, long backSteps, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray ofInput = pass.backward(
                permuteIfNWC(epsilon), backSteps, weights(), new CellWeights(gradientViews), workspaceMgr);
        inputWeight.backpropagate(gradientViews, workspaceMgr);
        recurrentWeight.backpropagate(gradientViews, workspaceMgr);
        Gradient gradient = new DefaultGradient();
        gradientViews.forEach(gradient::setGradientFor);
        return new Pair<>(gradient, backpropDropOutIfPresent(permuteIfNWC(ofInput)));
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return super.calcRegularizationScore(backpropParamsOnly)
                + inputWeight.divergenceScore()
                + recurrentWeight.divergenceScore();
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
        inputWeight.clear();
        recurrentWeight.clear();
    }

    @Override
    public Type type() {
        return Type.RECURRENT;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
