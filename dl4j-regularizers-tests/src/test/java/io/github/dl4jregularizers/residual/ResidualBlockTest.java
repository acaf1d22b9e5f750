package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** How a block fits into DL4J's configurations. */
class ResidualBlockTest {

    private static ResidualBlock block(Layer... body) {
        return new ResidualBlock.Builder().name("block").body(body).build();
    }

    private static DenseLayer dense(int units) {
        return new DenseLayer.Builder().nOut(units).build();
    }

    private static ConvolutionLayer convolution(int channels) {
        return new ConvolutionLayer.Builder(3, 3).nOut(channels).build();
    }

    private static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder, InputType type, Layer block) {
        MultiLayerNetwork network = new MultiLayerNetwork(builder.list()
                .layer(block)
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(type)
                .build());
        network.init();
        return network;
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder().seed(3).updater(new Sgd(0.5));
    }

    private static DataSet batch(int examples, int units) {
        INDArray labels = Nd4j.zeros(examples, 2);
        labels.getColumn(1).assign(1);
        return new DataSet(Nd4j.rand(examples, units), labels);
    }

    private static void assertRefused(InputType type, Layer block, String... named) {
        assertThatThrownBy(() -> network(builder(), type, block))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(named);
    }

    @Test
    void aBodyOfAnotherShapeIsRefusedWithBothShapes() {
        assertRefused(InputType.feedForward(4), block(dense(5)), "block", "(4)", "(5)");
        assertRefused(InputType.convolutional(8, 9, 3), block(convolution(3)), "block", "h=8,w=9,c=3", "h=6,w=7,c=3");
    }

    @Test
    void aBodyOfAnotherShapeIsRefusedInTrainingIfNoInputTypeWasGiven() {
        MultiLayerNetwork network = new MultiLayerNetwork(builder()
                .list()
                .layer(block(new DenseLayer.Builder().nIn(4).nOut(5).build()))
                .layer(new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        assertThatThrownBy(() -> network.fit(batch(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("block", "[3, 4]", "[3, 5]");
    }

    @Test
    void aLayerThatNeedsAPreprocessorInsideIsRefused() {
        assertRefused(
                InputType.convolutional(4, 4, 3),
                block(convolution(3), dense(4)),
                "layer 1 (DenseLayer)",
                "body of ResidualBlock block",
                "CnnToFeedForwardPreProcessor");
    }

    @Test
    void aBlockTakesFlatImagesAsItsFirstLayerDoes() {
        ConvolutionLayer same = new ConvolutionLayer.Builder(3, 3)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Same)
                .build();
        MultiLayerNetwork network = network(builder(), InputType.convolutionalFlat(3, 4, 2), block(same));
        assertThat(network.output(Nd4j.rand(5, 24)).shape()).containsExactly(5, 2);
    }

    @Test
    void anOutputLayerInsideIsRefused() {
        OutputLayer output =
                new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
        assertRefused(
                InputType.feedForward(4),
                block(output),
                "body layer 0 of layer block",
                "a hidden layer",
                "OutputLayer");
    }

    @Test
    void differentGradientNormalizationsInsideAreRefused() {
        DenseLayer clipped = new DenseLayer.Builder()
                .nOut(4)
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .build();
        assertRefused(InputType.feedForward(4), block(dense(4), clipped), "gradient normalization", "block", "ClipL2");
    }

    @Test
    void innerLayersHaveWhatTheBuilderSetsForAll() {
        ResidualBlock inner = block(convolution(3));
        NeuralNetConfiguration.Builder global = builder()
                .updater(new Adam(0.25))
                .activation(new ActivationSoftSign())
                .weightInit(new WeightInitXavier())
                .l2(0.125)
                .biasInit(0.5)
                .dropOut(new Dropout(0.75))
                .convolutionMode(ConvolutionMode.Same)
                .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                .gradientNormalizationThreshold(0.75);
        MultiLayerNetwork network = network(global, InputType.convolutional(4, 4, 3), block(inner));
        ResidualBlock outer = (ResidualBlock) network.getLayer(0).conf().getLayer();
        ConvolutionLayer layer =
                (ConvolutionLayer) ((ResidualBlock) outer.innerLayers().get("body0."))
                        .innerLayers()
                        .get("body0.");
        assertThat(layer.getIUpdater()).isEqualTo(new Adam(0.25));
        assertThat(layer.getActivationFn()).isEqualTo(new ActivationSoftSign());
        assertThat(layer.getWeightInitFn()).isEqualTo(new WeightInitXavier());
        assertThat(layer.getRegularization()).containsExactly(new L2Regularization(0.125));
        assertThat(layer.getIDropout()).isEqualTo(new Dropout(0.75));
        assertThat(layer.getConvolutionMode()).isEqualTo(ConvolutionMode.Same);
        assertThat(network.getParam("0_body0.body0.b").getDouble(1)).isEqualTo(0.5);
        assertThat(outer.getIDropout()).isNull();
        assertThat(outer.getGradientNormalization()).isEqualTo(GradientNormalization.ClipElementWiseAbsoluteValue);
        assertThat(outer.getGradientNormalizationThreshold()).isEqualTo(0.75);
    }

    @Test
    void everyInnerLayerHasASeparateUpdaterAndRegularization() {
        DenseLayer still = new DenseLayer.Builder().nOut(4).updater(new Sgd(0)).build();
        DenseLayer decaying = new DenseLayer.Builder().nOut(4).l2(0.5).build();
        InputType type = InputType.feedForward(4);
        MultiLayerNetwork network = network(builder(), type, block(still, decaying));
        MultiLayerNetwork plain = network(builder(), type, block(still.clone(), dense(4)));
        plain.setParams(network.params());
        INDArray first = network.getParam("0_body0.W").dup();
        INDArray second = network.getParam("0_body1.W").dup();
        double penalty = 0.5 * 0.5 * second.mul(second).sumNumber().doubleValue();
        assertThat(network.getLayer(0).calcRegularizationScore(true)).isCloseTo(penalty, within(1e-6));

        DataSet batch = batch(3, 4);
        network.fit(batch);
        plain.fit(batch);
        assertThat(network.score()).isCloseTo(plain.score() + penalty, within(1e-6));
        assertThat(network.getParam("0_body0.W")).isEqualTo(first);
        INDArray decay = plain.getParam("0_body1.W").sub(network.getParam("0_body1.W"));
        assertThat(decay).isEqualTo(second.mul(0.5 * 0.5));
    }

    /** DL4J's ActivationLayer overwrites its input at inference. */
    @Test
    void inferenceLeavesTheInputForTheShortcut() {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(new ActivationLayer(Activation.RELU))
                .activation(Activation.IDENTITY)
                .build();
        MultiLayerNetwork network = network(
                builder().trainingWorkspaceMode(WorkspaceMode.NONE).inferenceWorkspaceMode(WorkspaceMode.NONE),
                InputType.feedForward(2),
                block);
        INDArray features = Nd4j.createFromArray(new float[][] {{-1, 2}});
        INDArray output = network.feedForward(features).get(1);
        assertThat(output.toFloatVector()).containsExactly(-1, 4);
        assertThat(features.toFloatVector()).containsExactly(-1, 2);
    }

    @Test
    void thePapersScalingMultipliesAtInference() {
        ResidualBlock block = new ResidualBlock.Builder()
                .body(new ActivationLayer(Activation.CUBE))
                .activation(Activation.IDENTITY)
                .dropRate(DropRate.of(0.25))
                .scaleAtInference(true)
                .build();
        MultiLayerNetwork network = network(builder(), InputType.feedForward(2), block.withNoise(new FixedDraws(0.1)));
        INDArray features = Nd4j.createFromArray(new float[][] {{-1, 2}});
        assertThat(network.feedForward(features, false).get(1).toFloatVector()).containsExactly(-1.75f, 8);
        assertThat(network.feedForward(features, true).get(1).toFloatVector()).containsExactly(-2, 10);
    }

    @Test
    void printingTheLayerNamesThePath() {
        MultiLayerNetwork network =
                network(builder().dataType(DataType.DOUBLE), InputType.feedForward(4), block(dense(4)));
        assertThat(network.getLayer(0))
                .hasToString("ResidualBlock(block, body DenseLayer, shortcut identity, DropRate(0.0), relu), body"
                        + " computed layer by layer");
    }
}
