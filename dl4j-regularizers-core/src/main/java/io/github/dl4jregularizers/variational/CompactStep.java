package io.github.dl4jregularizers.variational;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer or vertex of the network that is to become smaller. */
final class CompactStep {

    final String name;
    /** Configuration of the layer; null for inputs and other vertices. */
    final Layer conf;

    /** By name within the layer. */
    final Map<String, INDArray> parameters;

    final InputPreProcessor preProcessor;
    final List<CompactStep> inputs;
    /** Null for layers without weights that can be removed. */
    final CompactWeights weights;
    /** The branches of a block; null for other layers. */
    final CompactBranches branches;
    /** The units of a layer with weights. */
    ChannelSpace units;
    /** Features that the layer reads, and writes; null where they are unknown. */
    Features read;

    Features written;
    /** Written values that are the same for all inputs, per channel; NaN for the others. Null where unknown. */
    double[] constants;
    /** Values of the features that the layer reads. */
    double[] readConstants;
    /** Whether the gates of this step are in the weights of the layers after it. */
    boolean isFolded;

    CompactStep(
            String name,
            Layer conf,
            Map<String, INDArray> parameters,
            InputPreProcessor preProcessor,
            List<CompactStep> inputs) {
        this.name = name;
        this.conf = conf;
        this.parameters = parameters;
        this.preProcessor = preProcessor;
        this.inputs = inputs;
        weights = conf == null ? null : CompactWeights.of(conf, parameters).orElse(null);
        branches =
                conf == null ? null : CompactBranches.of(name, conf, parameters).orElse(null);
    }

    /** A network's input, or a vertex that is no layer. */
    static CompactStep withoutLayer(String name, List<CompactStep> inputs) {
        return new CompactStep(name, null, Map.of(), null, inputs);
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
        } else if (preProcessor.getClass() == RnnToFeedForwardPreProcessor.class) {
            read = input.written.along(1);
            readConstants = input.constants;
        } else if (preProcessor.getClass() == FeedForwardToRnnPreProcessor.class) {
            boolean isLast = ((FeedForwardToRnnPreProcessor) preProcessor).getRnnDataFormat() == RNNFormat.NWC;
            read = input.written.along(isLast ? 2 : 1);
            readConstants = input.constants;
        } else if (flattens(input.written)) {
            CnnToFeedForwardPreProcessor flat = (CnnToFeedForwardPreProcessor) preProcessor;
            read = input.written.flattened(
                    flat.getInputHeight() * flat.getInputWidth(), flat.getFormat() == CNN2DFormat.NHWC);
            readConstants = new double[read.count()];
            Arrays.setAll(readConstants, feature -> input.constants[read.channel(feature)]);
        } else {
            input.written.pin(name + ": " + preProcessor.getClass().getSimpleName());
        }
    }

    private boolean flattens(Features maps) {
        return preProcessor.getClass() == CnnToFeedForwardPreProcessor.class
                && ((CnnToFeedForwardPreProcessor) preProcessor).getNumChannels() == maps.channels()
                && !maps.isFlattened();
    }

    /** The preprocessor for the remaining channels. */
    InputPreProcessor smallerPreProcessor() {
        if (read == null || !(preProcessor instanceof CnnToFeedForwardPreProcessor)) {
            return preProcessor;
        }
        CnnToFeedForwardPreProcessor flat = (CnnToFeedForwardPreProcessor) preProcessor;
        return new CnnToFeedForwardPreProcessor(
                flat.getInputHeight(), flat.getInputWidth(), read.aliveChannels(), flat.getFormat());
    }

    /** The remaining units of a layer with weights. */
    int[] aliveUnits() {
        return units.alive();
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
