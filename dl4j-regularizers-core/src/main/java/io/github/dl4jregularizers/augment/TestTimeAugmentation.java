package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Predicts on augmented copies of each image and combines the predictions.
 *
 * <p>The first sample is the output for the unchanged batch. The others are outputs for the batch with all
 * augmentations applied in sequence. The mean of the samples is the prediction. Their spread is an uncertainty, see
 * {@link PredictiveDistribution}. The network computes in inference mode, one pass per sample.
 *
 * <p>Draws are keyed by the seeds of the augmentations, the sample and the place in the batch. Repeated calls have the
 * same result, in any thread. Defaults: 10 samples. Immutable. The network must not be trained meanwhile, and a DL4J
 * network supports one thread at a time.
 *
 * <p>Augmentations that move pixels suit outputs per image, not outputs per pixel, whose samples would not match.
 *
 * <p>Paper: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, section
 * 4.1.
 */
public final class TestTimeAugmentation {

    private static final int USUAL_SAMPLES = 10;
    private static final int PIXELS_RANK = 4;

    private final UnaryOperator<INDArray> network;
    private final OutputLayout layout;
    private final List<ImageAugmentation> augmentations;
    private final int samples;

    private TestTimeAugmentation(
            UnaryOperator<INDArray> network, OutputLayout layout, List<ImageAugmentation> augmentations, int samples) {
        this.network = network;
        this.layout = layout;
        this.augmentations = augmentations;
        this.samples = Arguments.atLeast("samples", samples, 1);
    }

    /**
     * Augments the inputs of a network.
     *
     * @param network initialized
     * @param augmentations applied in this order; usually those of training, without the strongest
     * @return with the default number of samples
     * @throws IllegalArgumentException if an argument is missing
     */
    public static TestTimeAugmentation of(MultiLayerNetwork network, ImageAugmentation... augmentations) {
        Arguments.required("network", network);
        return of(network::output, OutputLayout.of(network).get(0), augmentations);
    }

    /**
     * Augments the inputs of a graph with one input and one output.
     *
     * @param network initialized
     * @param augmentations applied in this order; usually those of training, without the strongest
     * @return with the default number of samples
     * @throws IllegalArgumentException if an argument is missing, or the graph has several inputs or outputs
     */
    public static TestTimeAugmentation of(ComputationGraph network, ImageAugmentation... augmentations) {
        Arguments.required("network", network);
        if (network.getNumInputArrays() != 1 || network.getNumOutputArrays() != 1) {
            throw Arguments.invalid(
                    "network",
                    "of one input and one output",
                    "of " + network.getNumInputArrays() + " and " + network.getNumOutputArrays());
        }
        return of(network::outputSingle, OutputLayout.of(network).get(0), augmentations);
    }

    /**
     * Augments the inputs of a graph with one input and several outputs, of which one is predicted.
     *
     * @param network initialized
     * @param output name of the output
     * @param augmentations applied in this order; usually those of training, without the strongest
     * @return with the default number of samples
     * @throws IllegalArgumentException if an argument is missing, or the graph has several inputs or no such output
     */
    public static TestTimeAugmentation of(ComputationGraph network, String output, ImageAugmentation... augmentations) {
        Arguments.required("network", network);
        List<String> outputs = network.getConfiguration().getNetworkOutputs();
        int index = outputs.indexOf(output);
        if (index < 0) {
            throw Arguments.invalid("output", "one of " + outputs, output);
        }
        if (network.getNumInputArrays() != 1) {
            throw Arguments.invalid("network", "of one input", "of " + network.getNumInputArrays());
        }
        return of(
                features -> network.output(features)[index],
                OutputLayout.of(network).get(index),
                augmentations);
    }

    private static TestTimeAugmentation of(
            UnaryOperator<INDArray> network, OutputLayout layout, ImageAugmentation... augmentations) {
        Arguments.atLeast("number of augmentations", Arguments.required("augmentations", augmentations).length, 1);
        for (ImageAugmentation augmentation : augmentations) {
            Arguments.required("augmentation", augmentation);
        }
        return new TestTimeAugmentation(network, layout, List.of(augmentations), USUAL_SAMPLES);
    }

    /**
     * Sets the number of samples.
     *
     * @param count number of predictions per image, the one for the unchanged image included; at least 1
     * @return a new predictor
     * @throws IllegalArgumentException if count is out of its range
     */
    public TestTimeAugmentation withSamples(int count) {
        return new TestTimeAugmentation(network, layout, augmentations, count);
    }

    /**
     * Predicts one batch.
     *
     * @param features images, in the format of the augmentations
     * @return the distribution of the output, with all samples kept
     * @throws IllegalArgumentException if an augmentation refuses the features, or the output has a number per pixel
     *     and an augmentation moves pixels
     */
    public PredictiveDistribution predict(INDArray features) {
        Arguments.notEmpty("features", features);
        INDArray[] outputs = new INDArray[samples];
        for (int sample = 0; sample < samples; sample++) {
            outputs[sample] = network.apply(sample == 0 ? features : augmented(features, sample));
            requireOutputPerImage(outputs[sample]);
        }
        return PredictiveDistribution.of(layout, outputs);
    }

    private INDArray augmented(INDArray features, int sample) {
        DataSet data = new DataSet(features, null);
        for (ImageAugmentation augmentation : augmentations) {
            augmentation.change(new Batch(data), sample * features.size(0));
        }
        return data.getFeatures();
    }

    private void requireOutputPerImage(INDArray output) {
        if (output.rank() == PIXELS_RANK && augmentations.stream().anyMatch(ImageAugmentation::movesPixels)) {
            throw Arguments.invalid(
                    "output of the network",
                    "per image for augmentations that move pixels",
                    "of shape " + Arrays.toString(output.shape()));
        }
    }
}
