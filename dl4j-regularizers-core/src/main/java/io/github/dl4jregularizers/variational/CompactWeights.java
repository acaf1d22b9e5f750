package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.config.LayerDescription;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The effective weights of a dense, convolutional or recurrent layer at inference, while channels are removed. */
class CompactWeights {

    private static final int[] KERNEL = {2, 3};

    final FeedForwardLayer conf;
    private final boolean hasBias;
    /** [inputs, columns], or [channels, input channels, height, width]. */
    private final INDArray weights;

    private final INDArray bias;
    /** Sum of the absolute weights from an input to a column, and sum of the weights: [inputs][columns]. */
    private double[][] norms;

    private double[][] sums;

    CompactWeights(FeedForwardLayer conf, boolean hasBias, INDArray weights, INDArray bias) {
        this.conf = conf;
        this.hasBias = hasBias;
        this.weights = weights;
        this.bias = bias;
        measure();
    }

    /** Empty for layers of other kinds. Multiplies the weights by their pruning factors. */
    static Optional<CompactWeights> of(Layer conf, Map<String, INDArray> parameters) {
        Optional<CompactWeights> recurrent = CompactRecurrentWeights.of(conf, parameters);
        if (recurrent.isPresent()) {
            return recurrent;
        }
        boolean isPlain = conf.getClass() == DenseLayer.class
                || conf.getClass() == OutputLayer.class
                || conf.getClass() == RnnOutputLayer.class
                || conf.getClass() == ConvolutionLayer.class;
        boolean isLearned = conf instanceof GaussianWeightDense || conf instanceof GaussianWeightConvolution;
        boolean hasNorm = conf instanceof DenseLayer && ((DenseLayer) conf).hasLayerNorm();
        if (!isPlain && !isLearned || hasNorm) {
            return Optional.empty();
        }
        INDArray weights = parameters.get(DefaultParamInitializer.WEIGHT_KEY).dup();
        LayerDescription.pruning(conf).ifPresent(pruning -> weights.muli(pruning.factors(parameters::get)));
        INDArray given = parameters.get(DefaultParamInitializer.BIAS_KEY);
        int units = (int) ((FeedForwardLayer) conf).getNOut();
        INDArray bias = given == null
                ? Nd4j.zeros(weights.dataType(), units)
                : given.dup().reshape(units);
        return Optional.of(new CompactWeights((FeedForwardLayer) conf, given != null, weights, bias));
    }

    private boolean isConvolution() {
        return weights.rank() > 2;
    }

    private void measure() {
        INDArray wide = weights.castTo(DataType.DOUBLE);
        INDArray absolute = Transforms.abs(wide, true);
        norms = (isConvolution() ? absolute.sum(KERNEL).transpose() : absolute).toDoubleMatrix();
        sums = (isConvolution() ? wide.sum(KERNEL).transpose() : wide).toDoubleMatrix();
    }

    int inputs() {
        return norms.length;
    }

    final int units() {
        return (int) conf.getNOut();
    }

    /** Dimension of the units in an array of outputs. */
    int axis() {
        boolean isChannelsLast =
                conf instanceof ConvolutionLayer && ((ConvolutionLayer) conf).getCnn2dDataFormat() == CNN2DFormat.NHWC;
        return isChannelsLast ? 3 : 1;
    }

    final boolean isElementwise() {
        return !(conf.getActivationFn() instanceof ActivationSoftmax);
    }

    /** Multiplies the weights from each input by a factor. */
    final void scale(double[] factors) {
        INDArray row = Nd4j.createFromArray(factors).castTo(weights.dataType());
        weights.muli(isConvolution() ? row.reshape(1, factors.length, 1, 1) : row.reshape(factors.length, 1));
        measure();
    }

    boolean isZero(int input, int unit) {
        return isZeroColumn(input, unit);
    }

    final boolean isZeroColumn(int input, int column) {
        return norms[input][column] == 0;
    }

    final double bias(int column) {
        return bias.getDouble(column);
    }

    /** Tests whether a unit does not read another one at the next time step. */
    boolean isRecurrentZero(int unit, int reader) {
        return true;
    }

    /** Tests whether the effect of a constant input is the same everywhere, and a bias can take it. */
    boolean canFold() {
        return hasBias && !isPadded();
    }

    private boolean isPadded() {
        if (!isConvolution()) {
            return false;
        }
        ConvolutionLayer convolution = (ConvolutionLayer) conf;
        int[] padding = convolution.getPadding();
        return convolution.getConvolutionMode() == ConvolutionMode.Same
                || convolution.getConvolutionMode() == ConvolutionMode.Causal
                || padding[0] != 0
                || padding[1] != 0;
    }

    /** Adds the effect of a constant input to the biases. */
    final void fold(int input, double constant) {
        bias.addi(Nd4j.createFromArray(sums[input]).castTo(bias.dataType()).muli(constant));
    }

    /** The outputs of units whose inputs are all constant; NaN for the others. */
    double[] constants(double[] ofInputs) {
        double[] preactivations = bias.toDoubleVector();
        for (int unit = 0; unit < preactivations.length; unit++) {
            for (int input = 0; input < ofInputs.length; input++) {
                boolean vanishes = isZero(input, unit) || ofInputs[input] == 0;
                if (!vanishes) {
                    preactivations[unit] += isPadded() ? Double.NaN : sums[input][unit] * ofInputs[input];
                }
            }
        }
        return isElementwise()
                ? CompactStep.activated(conf.getActivationFn(), preactivations)
                : CompactStep.unknown(preactivations.length);
    }

    /** A plain layer of the remaining size. */
    Layer layer(int[] inputs, int[] units) {
        FeedForwardLayer layer;
        if (conf instanceof GaussianWeightDense) {
            layer = new DenseLayer.Builder().hasBias(hasBias).build();
        } else if (conf instanceof GaussianWeightConvolution) {
            ConvolutionLayer learned = (ConvolutionLayer) conf;
            layer = new ConvolutionLayer.Builder(learned.getKernelSize(), learned.getStride(), learned.getPadding())
                    .dilation(learned.getDilation())
                    .convolutionMode(learned.getConvolutionMode())
                    .dataFormat(learned.getCnn2dDataFormat())
                    .hasBias(hasBias)
                    .build();
        } else {
            layer = (FeedForwardLayer) conf.clone();
        }
        layer.setLayerName(conf.getLayerName());
        layer.setActivationFn(conf.getActivationFn());
        layer.setIUpdater(conf.getIUpdater());
        layer.setBiasUpdater(conf.getBiasUpdater());
        layer.setWeightInitFn(conf.getWeightInitFn());
        layer.setBiasInit(conf.getBiasInit());
        layer.setGradientNormalization(conf.getGradientNormalization());
        layer.setNIn(inputs.length);
        layer.setNOut(units.length);
        return layer;
    }

    /** Writes the remaining parameters to those of {@link #layer}. */
    void write(Map<String, INDArray> small, int[] inputs, int[] units) {
        INDArray target = small.get(DefaultParamInitializer.WEIGHT_KEY);
        if (isConvolution()) {
            INDArray ofUnits = rows(weights, units);
            target.assign(rows(ofUnits.permute(1, 0, 2, 3), inputs).permute(1, 0, 2, 3));
        } else {
            target.assign(weights.getRows(inputs).getColumns(units));
        }
        if (hasBias) {
            INDArray biases = small.get(DefaultParamInitializer.BIAS_KEY);
            biases.assign(bias.reshape(1, bias.length()).getColumns(units).reshape(biases.shape()));
        }
    }

    /** The given slices of the first dimension. */
    private static INDArray rows(INDArray array, int[] slices) {
        INDArray matrix = array.dup('c').reshape('c', array.size(0), array.length() / array.size(0));
        return matrix.getRows(slices).dup('c').reshape('c', slices.length, array.size(1), array.size(2), array.size(3));
    }
}
