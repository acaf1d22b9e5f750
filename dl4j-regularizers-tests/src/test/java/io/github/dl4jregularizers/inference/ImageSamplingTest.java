package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images: pixelwise classes, DL4J's spatial dropout, and blocks of which normalization is a part. */
class ImageSamplingTest {

    private static final int SAMPLES = 12;

    private static ConvolutionLayer convolution(CNN2DFormat format, Activation activation) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .activation(activation)
                .build();
    }

    /** One draw for each channel in either format, so that the same draws fit both. */
    @ParameterizedTest
    @EnumSource
    void classesOfEachPixel(CNN2DFormat format) {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.convolutional(4, 5, 3, format),
                convolution(format, Activation.TANH),
                new NoiseLayer(new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL, format)),
                convolution(format, Activation.IDENTITY),
                new CnnLossLayer.Builder()
                        .format(format)
                        .activation(Activation.SOFTMAX)
                        .build());
        INDArray images = SmallNetworks.numbers(2, 3, 4, 5);
        boolean last = format == CNN2DFormat.NHWC;
        INDArray features = last ? images.permute(0, 2, 3, 1).dup('c') : images;
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(SAMPLES).predict(features);
        assertThat(found.kind()).isEqualTo(OutputKind.CLASSES);
        assertThat(found.mutualInformation().shape()).containsExactly(2, 4, 5);
        assertThat(found.mutualInformation().minNumber().doubleValue()).isPositive();
        assertWithin("probabilities", 1e-12, found.mean().sum(last ? 3 : 1), Nd4j.ones(DataType.DOUBLE, 2, 4, 5));
        assertThatThrownBy(() -> MonteCarloDropout.of(network).predict(SmallNetworks.numbers(2, 4, 4, 4)))
                .hasMessageContainingAll(
                        "features", last ? "[any, any, any, 3]" : "[any, 3, any, any]", "[2, 4, 4, 4]");
    }

    /** DL4J's class is exchanged for one of the same distribution: a channel of ones is 0 or 1 / 0.6 as a whole. */
    @Test
    void spatialDropoutOfDl4j() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.convolutional(4, 5, 3),
                new NoiseLayer(new SpatialDropout(0.6)),
                new CnnLossLayer.Builder().activation(Activation.IDENTITY).build());
        PredictiveDistribution found = MonteCarloDropout.of(network)
                .samples(SAMPLES)
                .seed(SmallNetworks.SEED)
                .keepSamples()
                .predict(Nd4j.ones(DataType.DOUBLE, 2, 3, 4, 5));
        for (int sample = 0; sample < SAMPLES; sample++) {
            INDArray mask = SmallNetworks.mask(0, sample, 0.6, 2, 3, 1, 1);
            INDArray expected = Nd4j.ones(DataType.DOUBLE, 2, 3, 4, 5).mul(mask.broadcast(2, 3, 4, 5));
            assertWithin("sample " + sample, 1e-15, found.sample(sample), expected);
        }
    }

    @Test
    void blockThatIsNeverLeftOutIsComputedOnce() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.feedForward(3),
                new ResidualBlock.Builder()
                        .body(new DenseLayer.Builder().nOut(3).build())
                        .build(),
                new NoiseLayer(new Dropout(DropRate.of(0.5))),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
        Plan plan = new Plan(new SequentialView(network));
        assertThat(plan.once()).hasSize(1);
        assertThat(plan.repeated()).hasSize(2);
    }

    private static MultiLayerNetwork residual(UnaryOperator<ResidualBlock.Builder> settings, boolean fused) {
        ResidualBlock.Builder block = new ResidualBlock.Builder()
                .body(
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(3)
                                .hasBias(false)
                                .build(),
                        new BatchNormalization(),
                        new ActivationLayer(fused ? Activation.RELU : Activation.TANH),
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(3)
                                .hasBias(false)
                                .build(),
                        new BatchNormalization());
        MultiLayerNetwork network = new MultiLayerNetwork(SmallNetworks.builder()
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .list(
                        settings.apply(block).build(),
                        new GlobalPoolingLayer(),
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
        network.init();
        return network;
    }

    /**
     * The body computes with running statistics, as at inference, and is there or not. With scaling at inference a body
     * that is kept counts in full in training.
     */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(booleans = {true, false})
    void bodyOfABlockIsNormalizedAsAtInference(boolean fused) {
        MultiLayerNetwork network =
                residual(block -> block.dropRate(DropRate.of(0.4)).scaleAtInference(true), fused);
        INDArray features = SmallNetworks.numbers(4, 3, 6, 6);
        INDArray labels = Nd4j.eye(4)
                .castTo(DataType.DOUBLE)
                .get(org.nd4j.linalg.indexing.NDArrayIndex.all(), org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 3));
        for (int i = 0; i < 5; i++) {
            network.fit(features, labels);
        }
        MultiLayerNetwork kept = residual(block -> block, fused);
        kept.params().assign(network.params());
        INDArray all = kept.output(features);
        MultiLayerNetwork head = SmallNetworks.network(
                InputType.convolutional(6, 6, 3),
                new ActivationLayer(Activation.RELU),
                new GlobalPoolingLayer(),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
        head.setParam("2_W", network.getParam("2_W"));
        head.setParam("2_b", network.getParam("2_b"));
        INDArray none = head.output(features);
        INDArray before = network.params().dup();
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(SAMPLES).keepSamples().predict(features);
        int count = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            boolean isKept =
                    found.sample(sample).distance2(all) < found.sample(sample).distance2(none);
            assertWithin("sample " + sample, 1e-12, found.sample(sample), isKept ? all : none);
            count += isKept ? 1 : 0;
        }
        assertThat(count).isBetween(1, SAMPLES - 1);
        assertThat(network.params().data().asDouble()).isEqualTo(before.data().asDouble());
    }

    /** The indices of the kept examples are known only to the block: such samples are drawn one by one. */
    @Test
    void noiseInsideABlockThatDropsSomeExamples() {
        MultiLayerNetwork network = new MultiLayerNetwork(SmallNetworks.builder()
                .list(
                        new ResidualBlock.Builder()
                                .body(
                                        new NoiseLayer(new Dropout(DropRate.of(0.5))),
                                        new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
                                                .nOut(3)
                                                .build())
                                .perExample(true)
                                .dropRate(DropRate.of(0.5))
                                .build(),
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.feedForward(3))
                .build());
        network.init();
        MonteCarloDropout sampler = MonteCarloDropout.of(network).samples(SAMPLES);
        INDArray features = SmallNetworks.numbers(4, 3);
        assertWithin(
                "mean",
                0,
                sampler.predict(features).mean(),
                sampler.memoryLimit(1).predict(features).mean());
    }
}
