package io.github.dl4jregularizers.penalty;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.optimizer.Updates;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** One update, against the closed form of the proximal operators, with columns of a dense weight as units. */
class ProximalPenaltyTest {

    private static final double RATE = 0.5;
    private static final double[][] WEIGHTS = {{3, 0.3, -0.2, 0}, {-4, -0.4, 1, 0}};
    private static final double[][] GRADIENTS = {{1, 0.1, -0.1, 0.2}, {-1, 0, 0.5, -0.1}};

    private static MultiLayerConfiguration configuration(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .updater(new Sgd(RATE))
                .list(new DenseLayer.Builder().nIn(2).nOut(4).build())
                .validateOutputLayerConfig(false)
                .build();
    }

    /** The weights after one update, subtracted as DL4J does it. */
    private static INDArray updated(MultiLayerConfiguration conf, int iteration) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        network.initGradientsView();
        network.params().assign(0);
        DataType type = conf.getDataType();
        network.getParam("0_W").assign(Nd4j.createFromArray(WEIGHTS).castTo(type));
        BaseMultiLayerUpdater<?> updater = Updates.updater(network);
        INDArray view = updater.getFlattenedGradientsView();
        view.assign(0);
        INDArray weights = Nd4j.createFromArray(GRADIENTS).castTo(type);
        view.reshape(view.length())
                .get(NDArrayIndex.interval(0, 8))
                .assign(weights.transpose().dup('c').reshape(8));
        Gradient gradient = new DefaultGradient(view);
        updater.update(gradient, iteration, 0, 1, LayerWorkspaceMgr.noWorkspaces());
        network.params().subi(view.reshape(network.params().shape()));
        return network.getParam("0_W").castTo(DataType.DOUBLE);
    }

    private static double soft(double v, double threshold) {
        return Math.signum(v) * Math.max(Math.abs(v) - threshold, 0);
    }

    /** The limit of plain gradient descent with decay. */
    private static double[][] target(double decay) {
        double[][] target = new double[2][4];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                target[i][j] = WEIGHTS[i][j] - RATE * GRADIENTS[i][j] - RATE * decay * WEIGHTS[i][j];
            }
        }
        return target;
    }

    private static INDArray elastic(double[][] v, double l1, double l2) {
        double[][] expected = new double[2][4];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                expected[i][j] = soft(v[i][j], RATE * l1) / (1 + RATE * l2);
            }
        }
        return Nd4j.createFromArray(expected);
    }

    private static INDArray grouped(INDArray v, double coefficient) {
        INDArray expected = v.dup();
        for (int j = 0; j < 4; j++) {
            double norm = Math.hypot(v.getDouble(0, j), v.getDouble(1, j));
            double share = norm == 0 ? 0 : Math.max(0, 1 - RATE * coefficient * Math.sqrt(2) / norm);
            expected.getColumn(j).muli(share);
        }
        return expected;
    }

    private static void assertUpdated(INDArray expected, WeightPenalty<?>... penalties) {
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            MultiLayerConfiguration conf = configuration(type);
            for (WeightPenalty<?> penalty : penalties) {
                conf = penalty.applyTo(conf);
            }
            assertSame(type, updated(conf, 0), expected);
        }
    }

    private static void assertSame(DataType type, INDArray updated, INDArray expected) {
        assertWithin(type.name(), type == DataType.DOUBLE ? 1e-15 : 1e-6, updated, expected);
        assertThat(updated.eq(0)).as("zeros of " + updated).isEqualTo(expected.eq(0));
    }

    @Test
    void weightsAreThresholdedSoftlyAndShrunk() {
        INDArray expected = elastic(target(0), 0.8, 0.3);
        assertThat(expected.eq(0).castTo(DataType.INT32).sumNumber().intValue()).isEqualTo(5);
        assertUpdated(expected, new ElasticNet(0.8, 0.3).proximal());
        assertUpdated(elastic(target(0), 0, 0.3), new ElasticNet(0, 0.3).proximal());
        assertUpdated(elastic(target(0), 0.8, 0), new ElasticNet(0.8, 0).proximal());
    }

    @Test
    void unitsAreThresholdedTogether() {
        INDArray expected = grouped(Nd4j.createFromArray(target(0)), 0.6);
        assertThat(expected.getColumn(3).norm1Number().doubleValue()).isZero();
        assertUpdated(expected, new GroupLasso(0.6).proximal());
    }

    @Test
    void bothTogetherAreTheSparseGroupLassoInEitherOrder() {
        INDArray expected = grouped(elastic(target(0), 0.4, 0), 0.3);
        assertUpdated(expected, new ElasticNet(0.4, 0).proximal(), new GroupLasso(0.3).proximal());
        assertUpdated(expected, new GroupLasso(0.3).proximal(), new ElasticNet(0.4, 0).proximal());
    }

    /** Whether the decay or the penalty was installed first: what is thresholded is the decayed weight. */
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"DOUBLE", "FLOAT"})
    void weightsAreExactlyZeroBesideDecoupledDecay(DataType type) {
        SgdW decay =
                SgdW.builder().momentum(0).learningRate(RATE).weightDecay(0.2).build();
        ElasticNet net = new ElasticNet(0.8, 0.3).proximal();
        MultiLayerConfiguration first = net.applyTo(decay.applyTo(configuration(type)));
        MultiLayerConfiguration second = decay.applyTo(net.applyTo(configuration(type)));
        assertThat(second.toJson()).isEqualTo(first.toJson());
        assertSame(type, updated(first, 0), elastic(target(0.2), 0.8, 0.3));
    }

    @Test
    void coefficientsFollowTheirSchedules() {
        ElasticNet falling = new ElasticNet(
                        new StepSchedule(ScheduleType.ITERATION, 0.8, 0.5, 10),
                        new StepSchedule(ScheduleType.ITERATION, 0.4, 0.25, 10))
                .proximal();
        assertSame(
                DataType.DOUBLE,
                updated(falling.applyTo(configuration(DataType.DOUBLE)), 10),
                elastic(target(0), 0.4, 0.1));
        GroupLasso negative = new GroupLasso(new StepSchedule(ScheduleType.ITERATION, 0.8, -1, 10));
        assertThatThrownBy(() -> updated(negative.applyTo(configuration(DataType.DOUBLE)), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coefficient at iteration 10 must be finite and >= 0, but was -0.8");
    }

    /** A unit that is 0 has the subgradient 0 and stays there. */
    @Test
    void aUnitOfZerosGetsNoGradientFromThePenalty() {
        MultiLayerConfiguration conf = new GroupLasso(0.6).applyTo(configuration(DataType.DOUBLE));
        INDArray expected = Nd4j.createFromArray(target(0));
        for (int j = 0; j < 3; j++) {
            double norm = Math.hypot(WEIGHTS[0][j], WEIGHTS[1][j]);
            for (int i = 0; i < 2; i++) {
                expected.putScalar(i, j, expected.getDouble(i, j) - RATE * 0.6 * Math.sqrt(2) * WEIGHTS[i][j] / norm);
            }
        }
        assertWithin("weights", 1e-15, updated(conf, 0), expected);
    }
}
