package io.github.dl4jregularizers.variational;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.factory.Nd4j;

/** A layer or vertex of the network that is to become smaller. */
final class CompactStep {

    final String name;
    /** Configuration of the layer; null for inputs and other vertices. */
    final Layer conf;

    final org.deeplearning4j.nn.api.Layer runtime;
    final InputPreProcessor preProcessor;
    final List<CompactStep> inputs;
    /** Null for layers without weights that can be removed. */
    final CompactWeights weights;
    /** Features that the layer reads, and writes; null where they are unknown. */
    Features read;

    Features written;
    /** Written values that are the same for all inputs; NaN for the others. Null where features are unknown. */
    double[] constants;
    /** Values of the features that the layer reads. */
    double[] readConstants;
    /** Whether the gates of this step are in the weights of the layers after it. */
    boolean isFolded;

    CompactStep(
            String name,
            Layer conf,
            org.deeplearning4j.nn.api.Layer runtime,
            InputPreProcessor preProcessor,
            List<CompactStep> inputs) {
        this.name = name;
        this.conf = conf;
        this.runtime = runtime;
        this.preProcessor = preProcessor;
        this.inputs = inputs;
        weights = conf == null ? null : CompactWeights.of(conf, runtime).orElse(null);
    }

    /** Sets what the layer reads of its first input, after the preprocessor. */
    void read() {
        CompactStep input = inputs.get(0);
        if (input.written == null) {
            return;
        }
        if (preProcessor == null) {
            read = input.written;
            readConstants = input.constants;
        } else if (flattens(input.written)) {
            CnnToFeedForwardPreProcessor flat = (CnnToFeedForwardPreProcessor) preProcessor;
            read = input.written.flattened(
                    flat.getInputHeight() * flat.getInputWidth(), flat.getFormat() == CNN2DFormat.NHWC);
            readConstants = new double[read.count()];
            Arrays.setAll(readConstants, feature -> input.constants[read.channel(feature)]);
        } else {
            input.written.space.pin(name + ": " + preProcessor.getClass().getSimpleName());
        }
    }

    private boolean flattens(Features maps) {
        return preProcessor.getClass() == CnnToFeedForwardPreProcessor.class
                && ((CnnToFeedForwardPreProcessor) preProcessor).getNumChannels() == maps.space.size()
                && !maps.isFlattened();
    }

    /** The preprocessor for the remaining channels. */
    InputPreProcessor smallerPreProcessor() {
        if (read == null || preProcessor == null) {
            return preProcessor;
        }
        CnnToFeedForwardPreProcessor flat = (CnnToFeedForwardPreProcessor) preProcessor;
        return new CnnToFeedForwardPreProcessor(
                flat.getInputHeight(), flat.getInputWidth(), read.space.alive().length, flat.getFormat());
    }

    static double[] unknown(int count) {
        double[] constants = new double[count];
        Arrays.fill(constants, Double.NaN);
        return constants;
    }

    /** Applies an elementwise activation; NaN stays NaN, which ND4J's ReLU makes 0. */
    static double[] activated(IActivation activation, double[] values) {
        double[] activated = activation
                .getActivation(Nd4j.createFromArray(values).reshape(1, values.length), false)
                .toDoubleVector();
        for (int i = 0; i < values.length; i++) {
            activated[i] = Double.isNaN(values[i]) ? Double.NaN : activated[i];
        }
        return activated;
    }
}
