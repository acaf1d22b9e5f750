package io.github.dl4jregularizers.weightnoise;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.batch;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.builder;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.dense;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.lstm;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.network;
import static io.github.dl4jregularizers.weightnoise.SmallNetworks.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The draws and results of DropConnect, in networks of both kinds. */
class DropConnectTest {

    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    /** Over n passes, each unit's mean is within 5 standard errors of the test output: 4 units, 2e-6 false failures. */
    @Test
    void meanTrainingOutputOfALinearLayerIsTheTestOutput() {
        int passes = 2000;
        MultiLayerNetwork network = network(new DropConnect(DropRate.of(0.4), dense()), output());
        Nd4j.getRandom().setSeed(3);
        INDArray input = Nd4j.createFromArray(new double[][] {{1, -2, 0.5, 3}});
        INDArray outputs = Nd4j.create(DataType.DOUBLE, passes, 4);
        for (int i = 0; i < passes; i++) {
            outputs.putRow(i, network.getLayer(0).activate(input, true, NO_WORKSPACES));
        }
        INDArray expected = network.getLayer(0).activate(input, false, NO_WORKSPACES);
        INDArray standardError = outputs.std(0).div(Math.sqrt(passes));
        INDArray distance = outputs.mean(0).sub(expected.reshape(4)).div(standardError);
        assertThat(standardError.minNumber().doubleValue()).isPositive();
        assertWithin("distance in standard errors", 5, distance, distance.like());
    }

    /** DL4J calls for an output layer's gradient and then its score: both have the one mask. */
    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void scoreOfFitIsOfTheMaskOfTheGradient(WorkspaceMode workspaces) {
        INDArray draws = Nd4j.createFromArray(new double[][] {{0.1, 0.9}, {0.9, 0.2}, {0.3, 0.4}, {0.8, 0.1}});
        INDArray mask = draws.lt(0.6).castTo(DataType.DOUBLE).div(0.6);
        Layer subject = new DropConnect(DropRate.of(0.4), output());
        DataSet batch = batch();
        for (boolean graph : new boolean[] {false, true}) {
            GivenDraws noise = new GivenDraws(draws);
            Layer layer = ((DropConnect) subject).withNoise(noise);
            NeuralNetConfiguration.Builder builder = builder().trainingWorkspaceMode(workspaces);
            double score;
            INDArray before;
            INDArray after;
            if (graph) {
                ComputationGraph network = new ComputationGraph(builder.graphBuilder()
                        .addInputs("in")
                        .addLayer("out", layer, "in")
                        .setOutputs("out")
                        .build());
                network.init();
                before = network.paramTable().get("out_W").dup();
                network.fit(batch);
                score = network.score();
                after = network.paramTable().get("out_W");
            } else {
                MultiLayerNetwork network = network(builder, layer);
                before = network.getParam("0_W").dup();
                network.fit(batch);
                score = network.score();
                after = network.getParam("0_W");
            }
            INDArray error = batch.getFeatures().mmul(before.mul(mask)).sub(batch.getLabels());
            double expected = error.mul(error).sumNumber().doubleValue() / 2 / batch.numExamples();
            INDArray step =
                    batch.getFeatures().transpose().mmul(error).mul(mask).mul(0.1 / batch.numExamples());
            assertThat(score).isCloseTo(expected, within(1e-12));
            assertThat(before.sub(after).distance2(step)).isLessThan(1e-12);
            assertThat(noise.areUsedUp()).isTrue();
        }
    }

    /** DL4J names no open workspace for a training pass through a graph's output layer outside {@code fit}. */
    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void aGraphsOutputCanBeNoisy(WorkspaceMode workspaces) {
        ComputationGraph network = new ComputationGraph(builder()
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", new DropConnect(DropRate.of(0.5), dense()), "in")
                .addLayer("out", new DropConnect(DropRate.of(0.5), output()), "hidden")
                .setOutputs("out")
                .build());
        network.init();
        INDArray features = batch().getFeatures();
        Nd4j.getRandom().setSeed(8);
        INDArray first = network.output(true, features)[0];
        assertThat(network.output(true, features)[0].distance2(first)).isGreaterThan(1e-3);
        assertThat(network.output(features)[0]).isEqualTo(network.output(features)[0]);
    }

    @Test
    void everyTrainingPassDrawsAndNothingElseDoes() {
        CountingNoise noise = new CountingNoise();
        MultiLayerNetwork network = network(
                new DropConnect(DropRate.of(0.4), dense()).withNoise(noise),
                new DropConnect(DropRate.of(0.4), output()).withNoise(noise));
        DataSet batch = batch();
        network.fit(batch);
        assertThat(noise.draws).isEqualTo(2);
        network.output(batch.getFeatures());
        network.score(batch);
        network.scoreExamples(batch, false);
        assertThat(noise.draws).isEqualTo(2);
        network.output(batch.getFeatures(), true);
        assertThat(noise.draws).isEqualTo(4);
        network.fit(batch);
        assertThat(noise.draws).isEqualTo(6);
        network.score(batch, true);
        assertThat(noise.draws).isEqualTo(8);
    }

    /** A training pass without backward pass must not affect the gradient of an inference pass. */
    @Test
    void gradientOfAnInferencePassIsWithoutMask() {
        MultiLayerNetwork network = network(new DropConnect(DropRate.of(0.9), dense()), output());
        network.initGradientsView();
        org.deeplearning4j.nn.api.Layer layer = network.getLayer(0);
        INDArray input = batch().getFeatures();
        layer.activate(input, true, NO_WORKSPACES);
        layer.activate(input, false, NO_WORKSPACES);
        INDArray gradient = Nd4j.ones(DataType.DOUBLE, 3, 4);
        INDArray weights =
                layer.backpropGradient(gradient, NO_WORKSPACES).getFirst().getGradientFor("W");
        assertThat(weights.distance2(input.transpose().mmul(gradient))).isLessThan(1e-12);
    }

    @Test
    void parametersStayTheNetworksOwnAlsoWhenAPassFails() {
        MultiLayerNetwork network = network(new DropConnect(DropRate.of(0.4), dense()), output());
        INDArray own = network.getLayer(0).getParam("W");
        assertThatThrownBy(() -> network.getLayer(0).activate(Nd4j.ones(DataType.DOUBLE, 3, 5), true, NO_WORKSPACES))
                .isInstanceOf(RuntimeException.class);
        assertThat(network.getLayer(0).getParam("W")).isSameAs(own);
        network.fit(batch());
        assertThat(network.getLayer(0).getParam("W")).isSameAs(own);
        network.params().assign(0.25);
        assertThat(own.meanNumber().doubleValue()).isEqualTo(0.25);
    }

    @Test
    void theRateFollowsItsSchedule() {
        DropRate fromTheSecondStep = DropRate.scheduled(new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 0)
                .add(1, 0.5)
                .build());
        MultiLayerNetwork dropped = network(new DropConnect(fromTheSecondStep, dense()), output());
        MultiLayerNetwork plain = network(dense(), output());
        plain.setParams(dropped.params().dup());
        dropped.fit(batch());
        plain.fit(batch());
        assertThat(dropped.params().distance2(plain.params())).isLessThan(1e-12);
        dropped.fit(batch());
        plain.fit(batch());
        assertThat(dropped.params().distance2(plain.params())).isGreaterThan(1e-3);
    }

    /** At drop rate 0, a wrapped LSTM trains exactly as the plain one, with truncated backpropagation too. */
    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void truncatedBackpropagationKeepsTheState(WorkspaceMode workspaces) {
        Nd4j.getRandom().setSeed(5);
        DataSet sequences = new DataSet(Nd4j.randn(DataType.DOUBLE, 3, 4, 6), Nd4j.randn(DataType.DOUBLE, 3, 2, 6));
        INDArray plain = afterTruncatedTraining(lstm(), sequences, workspaces);
        Layer noiseless = new DropConnect(DropRate.of(0), lstm()).withNoise(new GivenDraws()); // nothing is drawn
        INDArray wrapped = afterTruncatedTraining(noiseless, sequences, workspaces);
        assertThat(wrapped.distance2(plain)).isZero();
    }

    private static INDArray afterTruncatedTraining(Layer layer, DataSet sequences, WorkspaceMode workspaces) {
        MultiLayerNetwork network = new MultiLayerNetwork(builder()
                .trainingWorkspaceMode(workspaces)
                .list(
                        layer,
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nIn(4)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(2)
                .setInputType(InputType.recurrent(4))
                .build());
        network.init();
        network.fit(sequences);
        network.fit(sequences);
        INDArray first = network.rnnTimeStep(sequences.getFeatures());
        INDArray second = network.rnnTimeStep(sequences.getFeatures());
        assertThat(second.distance2(first)).as("effect of the state").isGreaterThan(1e-6);
        return Nd4j.concat(0, network.params().reshape(-1), second.reshape(-1));
    }

    /** The backend's noise, counted. */
    private static final class CountingNoise implements NoiseSource {

        private int draws;

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            draws++;
            BackendNoise.INSTANCE.bernoulli(out, retainProbability);
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            throw new AssertionError("DropConnect draws from a Bernoulli distribution");
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            throw new AssertionError("DropConnect draws from a Bernoulli distribution");
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("DropConnect draws for each weight");
        }
    }
}
