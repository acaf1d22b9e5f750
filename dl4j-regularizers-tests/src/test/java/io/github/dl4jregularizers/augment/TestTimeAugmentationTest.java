package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Predictions on augmented copies, against augmentation and inference by hand. */
class TestTimeAugmentationTest {

    private static final CNN2DFormat NCHW = CNN2DFormat.NCHW;

    private final INDArray images = Batches.of(3, NCHW, DataType.DOUBLE).getFeatures();

    private static MultiLayerNetwork network(Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .list(layers)
                .setInputType(InputType.convolutional(8, 6, 3, NCHW))
                .build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork classifier() {
        return network(
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build(),
                new BatchNormalization(),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
    }

    /** Augmentations are those that examples 3, 4, 5 and 6, 7, 8 of a training would have. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void samplesAreOutputsForAugmentedImages(boolean isGraph) {
        MultiLayerNetwork stack = classifier();
        ImageAugmentation crop = new RandomCropFlip(NCHW, 2, 5);
        ImageAugmentation blur = new GaussianBlur(NCHW, 3, 6);
        TestTimeAugmentation sampler = isGraph
                ? TestTimeAugmentation.of(stack.toComputationGraph(), crop, blur)
                : TestTimeAugmentation.of(stack, crop, blur);
        PredictiveDistribution found = sampler.withSamples(3).predict(images);
        INDArray[] wanted = {stack.output(images), null, null};
        RandomCropFlip crops = new RandomCropFlip(NCHW, 2, 5);
        GaussianBlur blurs = new GaussianBlur(NCHW, 3, 6);
        crops.startAt(3);
        blurs.startAt(3);
        for (int sample = 1; sample < 3; sample++) {
            DataSet data = new DataSet(images, null);
            crops.preProcess(data);
            blurs.preProcess(data);
            wanted[sample] = stack.output(data.getFeatures());
        }
        assertThat(found.kind()).isEqualTo(OutputKind.CLASSES);
        assertThat(found.sampleCount()).isEqualTo(3);
        for (int sample = 0; sample < 3; sample++) {
            assertWithin("sample " + sample, 1e-12, found.sample(sample), wanted[sample]);
        }
        assertWithin(
                "mean",
                1e-12,
                found.mean(),
                wanted[0].add(wanted[1]).addi(wanted[2]).divi(3));
        assertThat(found.mutualInformation().maxNumber().doubleValue()).isPositive();
        assertWithin("again", 0, sampler.withSamples(3).predict(images).mean(), found.mean());
        assertThat(sampler.predict(images).sampleCount()).isEqualTo(10);
    }

    @Test
    void oneOfSeveralOutputsIsSelectedByName() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("images")
                .addLayer(
                        "first",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "images")
                .addLayer(
                        "second",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "images")
                .setOutputs("first", "second")
                .setInputTypes(InputType.convolutional(8, 6, 3, NCHW))
                .build());
        graph.init();
        ImageAugmentation crop = new RandomCropFlip(NCHW, 2, 5);
        PredictiveDistribution found =
                TestTimeAugmentation.of(graph, "second", crop).withSamples(2).predict(images);
        RandomCropFlip crops = new RandomCropFlip(NCHW, 2, 5);
        crops.startAt(3);
        DataSet data = new DataSet(images, null);
        crops.preProcess(data);
        assertWithin("unchanged", 1e-12, found.sample(0), graph.output(images)[1]);
        assertWithin("augmented", 1e-12, found.sample(1), graph.output(data.getFeatures())[1]);
        assertThatThrownBy(() -> TestTimeAugmentation.of(graph, crop)).hasMessageContaining("one input and one output");
        assertThatThrownBy(() -> TestTimeAugmentation.of(graph, "third", crop))
                .hasMessageContaining("output must be one of [first, second], but was third");
    }

    /** Nothing else is random: equal inputs have no uncertainty. */
    @Test
    void augmentationsWithoutEffectGiveNoSpread() {
        PredictiveDistribution found = TestTimeAugmentation.of(
                        classifier(), new RandomApply(0, 1, new Solarize(NCHW, 0)))
                .predict(images);
        assertThat(found.variance().maxNumber().doubleValue()).isZero();
    }

    @Test
    void refusesWhatDoesNotFit() {
        MultiLayerNetwork network = classifier();
        ImageAugmentation crop = new RandomCropFlip(NCHW, 2, 5);
        assertThatThrownBy(() -> TestTimeAugmentation.of((MultiLayerNetwork) null, crop))
                .hasMessageContaining("network must be given");
        assertThatThrownBy(() -> TestTimeAugmentation.of(network))
                .hasMessageContaining("number of augmentations must be >= 1, but was 0");
        assertThatThrownBy(() -> TestTimeAugmentation.of(network, crop, null))
                .hasMessageContaining("augmentation must be given");
        assertThatThrownBy(() -> TestTimeAugmentation.of(network, crop).withSamples(0))
                .hasMessageContaining("samples must be >= 1, but was 0");
        assertThatThrownBy(() -> TestTimeAugmentation.of(network, crop).predict(Nd4j.empty(DataType.DOUBLE)))
                .hasMessageContaining("features must be not empty");
        MultiLayerNetwork segments = network(
                new ConvolutionLayer.Builder(1, 1)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build(),
                new CnnLossLayer.Builder().activation(Activation.IDENTITY).build());
        assertThatThrownBy(() -> TestTimeAugmentation.of(segments, crop).predict(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "output of the network must be per image for augmentations that move pixels, but was of shape"
                                + " [3, 2, 8, 6]");
        assertThat(TestTimeAugmentation.of(segments, new GaussianBlur(NCHW, 3, 1))
                        .predict(images)
                        .mean()
                        .shape())
                .containsExactly(3, 2, 8, 6);
    }
}
