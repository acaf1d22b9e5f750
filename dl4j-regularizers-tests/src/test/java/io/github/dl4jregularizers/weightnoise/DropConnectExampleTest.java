package io.github.dl4jregularizers.weightnoise;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** DropConnect on output layers, its distribution over masks, and its Gaussian inference; the contract has the rest. */
class DropConnectExampleTest {

    private static final int IN = 6;
    private static final int OUT = 4;
    private static final double RATE = 0.4;

    private static DenseLayer linear(Activation activation) {
        return new DenseLayer.Builder()
                .nIn(IN)
                .nOut(OUT)
                .activation(activation)
                .biasInit(0.2)
                .build();
    }

    private static DropConnect.Builder dropping(Layer layer) {
        return DropConnect.builder(layer).dropRate(DropRate.of(RATE));
    }

    private static MultiLayerNetwork network(DataType type, WorkspaceMode workspaces, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(12)
                .dataType(type)
                .updater(type == DataType.DOUBLE ? new NoOp() : new Sgd(0.1))
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .list(layers)
                .build());
        network.init();
        return network;
    }

    private static INDArray normal(DataType type, long seed, long... shape) {
        return Nd4j.randn(0, 1, shape, Nd4j.getRandomFactory().getNewRandomInstance(seed))
                .castTo(type);
    }

    private static INDArray oneHot(int examples, DataType type) {
        INDArray labels = Nd4j.create(type, examples, OUT);
        for (int i = 0; i < examples; i++) {
            labels.putScalar(i, i % OUT, 1);
        }
        return labels;
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(IN)
                .nOut(OUT)
                .activation(Activation.SOFTMAX)
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfAnOutputLayerAreExact(boolean masked) {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            DenseLayer below = new DenseLayer.Builder()
                    .nIn(IN)
                    .nOut(IN)
                    .activation(Activation.TANH)
                    .build();
            MultiLayerNetwork network = network(
                    DataType.DOUBLE,
                    WorkspaceMode.ENABLED,
                    dropping(below).maskPerExample(true).build(),
                    dropping(output())
                            .maskPerExample(true)
                            .biases(true)
                            .memoryLimit(1000)
                            .build());
            INDArray mask = Nd4j.createFromArray(new double[][] {{1}, {0}, {1}, {1}, {0}});
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                            .net(network)
                            .input(normal(DataType.DOUBLE, 1, 5, IN))
                            .labels(oneHot(5, DataType.DOUBLE))
                            .labelMask(masked ? mask : null)
                            .maxRelError(1e-6)
                            .minAbsoluteError(1e-10)
                            .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                            .callEachIter(ignored -> Nd4j.getRandom().setSeed(3))))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    /** The limit decides on how many parts a batch is computed in, and not on the masks. */
    @Test
    void theMemoryLimitDoesNotChangeTheNumbers() {
        long example = 2 * IN * OUT * Float.BYTES;
        INDArray expected = null;
        for (long limit : new long[] {1 << 20, 7 * example, 3 * example + 1, example}) {
            MultiLayerNetwork network = network(
                    DataType.FLOAT,
                    WorkspaceMode.ENABLED,
                    dropping(output()).maskPerExample(true).memoryLimit(limit).build());
            INDArray start = network.params().dup();
            Nd4j.getRandom().setSeed(5);
            network.fit(normal(DataType.FLOAT, 2, 7, IN), oneHot(7, DataType.FLOAT));
            assertThat(network.params()).isNotEqualTo(start);
            expected = expected == null ? network.params() : expected;
            assertWithin("parameters", 1e-6, network.params(), expected);
        }
    }

    @Test
    void aLimitThatNoExampleFitsIsRefused() {
        assertThatThrownBy(() -> network(
                        DataType.FLOAT,
                        WorkspaceMode.NONE,
                        dropping(new OutputLayer.Builder(output().getLossFn())
                                        .name("classes")
                                        .nIn(1000)
                                        .nOut(100)
                                        .build())
                                .maskPerExample(true)
                                .memoryLimit(799_999)
                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memoryLimit of DropConnect with maskPerExample around layer classes must be >= 800000"
                        + " bytes, which the masked weights of one example take, but was 799999");
    }

    /** Training outputs of a linear layer with a large batch of equal examples, against the formulas. */
    private static void assertMoments(boolean perExample, boolean biases) {
        int examples = perExample ? 20_000 : 1;
        int batches = perExample ? 1 : 2000;
        MultiLayerNetwork network = network(
                DataType.DOUBLE,
                WorkspaceMode.NONE,
                dropping(linear(Activation.IDENTITY))
                        .maskPerExample(perExample)
                        .biases(biases)
                        .build());
        INDArray example = normal(DataType.DOUBLE, 4, 1, IN);
        INDArray input = Nd4j.tile(example, examples, 1);
        Nd4j.getRandom().setSeed(6);
        INDArray outputs = Nd4j.create(DataType.DOUBLE, (long) examples * batches, OUT);
        for (int batch = 0; batch < batches; batch++) {
            INDArray drawn = network.output(input, true);
            outputs.get(NDArrayIndex.interval((long) batch * examples, (long) (batch + 1) * examples))
                    .assign(drawn);
        }
        INDArray inference = network.output(example);
        INDArray weights = network.getParam("0_W");
        INDArray bias = network.getParam("0_b");
        INDArray variance = example.mul(example).mmul(weights.mul(weights));
        variance = (biases ? variance.addRowVector(bias.mul(bias)) : variance).mul(RATE / (1 - RATE));
        for (int unit = 0; unit < OUT; unit++) {
            INDArray column = outputs.getColumn(unit).dup();
            INDArray deviation = column.sub(inference.getDouble(unit));
            assertWithinSixErrors(deviation, 0);
            assertWithinSixErrors(deviation.mul(deviation), variance.getDouble(unit));
        }
    }

    /** Two-sided: 2e-9 false failures per comparison under the normal approximation; the seed is fixed. */
    private static void assertWithinSixErrors(INDArray independent, double expected) {
        double error = independent.stdNumber().doubleValue() / Math.sqrt(independent.length());
        assertThat((independent.meanNumber().doubleValue() - expected) / error).isBetween(-6.0, 6.0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainingOutputHasInferenceOutputAsMeanAndThePapersVariance(boolean perExample) {
        assertMoments(perExample, false);
        assertMoments(perExample, true);
    }

    private static DropConnect gaussian(int samples, int in, Activation activation, boolean biases) {
        DenseLayer layer = linear(activation);
        layer.setNIn(in);
        return dropping(layer)
                .maskPerExample(true)
                .biases(biases)
                .gaussianInference(samples)
                .build();
    }

    /** The mean of max(0, u) for u ~ N(m, s^2) is m F(m/s) + s f(m/s), F and f the standard normal's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gaussianInferenceOfReluIsItsClosedForm(boolean biases) {
        int samples = 4000;
        MultiLayerNetwork network =
                network(DataType.DOUBLE, WorkspaceMode.ENABLED, gaussian(samples, IN, Activation.RELU, biases));
        INDArray input = normal(DataType.DOUBLE, 8, 9, IN);
        INDArray weights = network.getParam("0_W");
        INDArray bias = network.getParam("0_b");
        INDArray mean = input.mmul(weights).addRowVector(bias);
        INDArray variance = input.mul(input).mmul(weights.mul(weights));
        variance = (biases ? variance.addRowVector(bias.mul(bias)) : variance).mul(RATE / (1 - RATE));
        INDArray output = network.output(input);
        NormalDistribution standard = new NormalDistribution();
        for (int example = 0; example < 9; example++) {
            for (int unit = 0; unit < OUT; unit++) {
                double m = mean.getDouble(example, unit);
                double s = Math.sqrt(variance.getDouble(example, unit));
                double expected = m * standard.cumulativeProbability(m / s) + s * standard.density(m / s);
                // The standard deviation of max(0, u) is at most s.
                assertThat(output.getDouble(example, unit)).isCloseTo(expected, within(6 * s / Math.sqrt(samples)));
            }
        }
    }

    /** With many inputs a unit's sum is nearly Gaussian, and inference is nearly the mean over masks. */
    @Test
    void gaussianInferenceIsTheMeanOverMasks() {
        int in = 300;
        int masks = 8000;
        MultiLayerNetwork network =
                network(DataType.FLOAT, WorkspaceMode.NONE, gaussian(2000, in, Activation.RELU, true));
        INDArray example = normal(DataType.FLOAT, 9, 1, in);
        Nd4j.getRandom().setSeed(10);
        INDArray trained = network.output(Nd4j.tile(example, masks, 1), true);
        INDArray inference = network.output(example);
        INDArray spread = trained.std(0);
        for (int unit = 0; unit < OUT; unit++) {
            double error = trained.getColumn(unit).meanNumber().doubleValue() - inference.getDouble(unit);
            assertThat(error / spread.getDouble(unit)).isBetween(-0.1, 0.1);
        }
    }

    @Test
    void gaussianInferenceOfTheIdentityIsThatOfTheMeanWeights() {
        MultiLayerNetwork network =
                network(DataType.DOUBLE, WorkspaceMode.ENABLED, gaussian(2, IN, Activation.IDENTITY, true));
        INDArray input = normal(DataType.DOUBLE, 8, 9, IN);
        INDArray mean = input.mmul(network.getParam("0_W")).addRowVector(network.getParam("0_b"));
        assertWithin("output", 1e-14, network.output(input), mean);
    }

    @Test
    void gaussianInferenceOfAnOutputLayerDoesNotDependOnTheBatch() {
        MultiLayerNetwork network = network(
                DataType.DOUBLE,
                WorkspaceMode.ENABLED,
                dropping(output()).gaussianInference(20).build());
        INDArray input = normal(DataType.DOUBLE, 8, 9, IN);
        INDArray together = network.output(input);
        assertWithin("sums of probabilities", 1e-14, together.sum(1), Nd4j.ones(DataType.DOUBLE, 9));
        INDArray meanWeights =
                Transforms.softmax(input.mmul(network.getParam("0_W")).addRowVector(network.getParam("0_b")));
        assertThat(together.sub(meanWeights).amaxNumber().doubleValue()).isGreaterThan(1e-3);
        for (int example = 0; example < 9; example++) {
            INDArray alone = network.output(input.getRow(example, true));
            assertWithin("example by itself", 1e-14, alone, together.getRow(example, true));
        }
    }
}
