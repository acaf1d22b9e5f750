package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Truncated backpropagation through time, two steps per segment. Each segment is a step of SAM, against an LSTM of one
 * unit written out here.
 */
class SharpnessSegmentsTest {

    private static final double RHO = 0.3;
    private static final int SEGMENT = 2; // of TrainedChain
    private static final int EXAMPLES = 2;
    private static final int STEPS = 5;

    /** After each segment. */
    private final List<INDArray> parameters = new ArrayList<>();

    private final List<Double> scores = new ArrayList<>();

    /** The states (h, c) in which the last segment by hand ended. */
    private double[][] end;

    @ParameterizedTest
    @CsvSource({"false, NONE", "false, ENABLED", "true, NONE", "true, ENABLED"})
    void everySegmentBeginsWhereTheOneBeforeEndedAtTheParametersThemselves(boolean graph, WorkspaceMode workspaces) {
        TrainedChain chain = TrainedChain.of(
                graph,
                workspaces,
                InputType.recurrent(1),
                BackpropType.TruncatedBPTT,
                new LSTM.Builder().nOut(1).activation(Activation.TANH).build(),
                new RnnOutputLayer.Builder(LossFunction.L2)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build());
        Nd4j.getRandom().setSeed(6);
        chain.model().params().assign(Nd4j.randn(DataType.DOUBLE, 14));
        INDArray inputs = Nd4j.randn(DataType.DOUBLE, EXAMPLES, 1, STEPS);
        INDArray targets = Nd4j.randn(DataType.DOUBLE, EXAMPLES, 1, STEPS);
        TrainedChain byHand = chain.copy();
        chain.model().addListeners(new SharpnessAwareMinimization(RHO), recorder());
        chain.fit(new DataSet(inputs, targets));
        chain.fit(new DataSet(inputs, targets));
        assertThat(parameters).hasSize(6);

        for (int segment = 0; segment < 6; segment++) {
            int from = segment % 3 * SEGMENT;
            int to = Math.min(from + SEGMENT, STEPS);
            double[] before = byHand.model().params().toDoubleVector();
            double[][] states = segment % 3 == 0 ? new double[EXAMPLES][2] : end;
            assertThat(scores.get(segment)).isCloseTo(loss(before, states, inputs, targets, from, to), within(1e-12));
            byHand.beginIn(Map.of("prevAct", column(states, 0), "prevMem", column(states, 1)));
            byHand.sharpnessAwareStep(
                    new DataSet(steps(inputs, from, to), steps(targets, from, to)), RHO, TrainedChain.generator());
            assertWithin(
                    "segment " + segment,
                    1e-12,
                    parameters.get(segment),
                    byHand.model().params());
        }
    }

    private BaseTrainingListener recorder() {
        return new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                parameters.add(model.params().dup());
                scores.add(model.score());
            }
        };
    }

    private static INDArray column(double[][] states, int number) {
        return Nd4j.createFromArray(states).getColumn(number, true).dup();
    }

    private static INDArray steps(INDArray array, int from, int to) {
        return array.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** With parameters w, r and b of four gates each, then the output's w and b. */
    private double loss(double[] parameters, double[][] states, INDArray inputs, INDArray targets, int from, int to) {
        double sum = 0;
        end = new double[EXAMPLES][];
        for (int example = 0; example < EXAMPLES; example++) {
            double[] state = states[example];
            for (int step = from; step < to; step++) {
                state = next(parameters, state, inputs.getDouble(example, 0, step));
                double error = parameters[12] * state[0] + parameters[13] - targets.getDouble(example, 0, step);
                sum += error * error;
            }
            end[example] = state;
        }
        return sum / EXAMPLES;
    }

    private static double[] next(double[] parameters, double[] state, double input) {
        double[] z = new double[4];
        for (int gate = 0; gate < 4; gate++) {
            z[gate] = parameters[gate] * input + parameters[4 + gate] * state[0] + parameters[8 + gate];
        }
        double cell = sigmoid(z[1]) * state[1] + sigmoid(z[3]) * Math.tanh(z[0]);
        return new double[] {sigmoid(z[2]) * Math.tanh(cell), cell};
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
