package io.github.dl4jregularizers.contract;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** A loss function on {@value Input#CLASSES} outputs. */
public final class LossCase extends ContractCase<LossCase> {

    static final int ROWS = 4;

    /** The loss of one example as a sum over its outputs, computed independently; a mask multiplies the terms. */
    @FunctionalInterface
    public interface RowLoss {

        /**
         * Returns one term per output.
         *
         * @param labels of one example
         * @param preOutput of one example, before the activation function
         * @return the terms, whose sum is the loss
         */
        double[] terms(double[] labels, double[] preOutput);
    }

    /** The kind of labels. */
    public enum Labels {
        /** One class per example. */
        ONE_HOT,
        /** Class probabilities. */
        PROBABILITIES,
        /** Standard normal numbers. */
        REAL_NUMBERS
    }

    private final Activation activation;
    private final Labels labels;
    private final Supplier<ILossFunction> factory;
    private RowLoss reference;
    private boolean outputMasks;
    private int outputsPerLabel = 1;
    private int furtherOutputs;

    /**
     * Constructs a row.
     *
     * @param name of the row, unique in a contract
     * @param activation of the output layer
     * @param labels that the loss takes
     * @param factory makes a new instance with non-default values
     */
    public LossCase(String name, Activation activation, Labels labels, Supplier<ILossFunction> factory) {
        super(name + ", " + labels.name().toLowerCase());
        this.activation = activation;
        this.labels = labels;
        this.factory = factory;
    }

    /**
     * Sets the loss of one example, computed independently.
     *
     * @param rowLoss by definition
     * @return this row
     */
    public LossCase reference(RowLoss rowLoss) {
        reference = rowLoss;
        return this;
    }

    /**
     * States that the loss takes masks of single outputs, [rows, outputs], besides those of rows.
     *
     * @return this row
     */
    public LossCase allowingOutputMasks() {
        outputMasks = true;
        return this;
    }

    /**
     * Sets how many outputs there are per label; for losses whose labels are smaller than the output.
     *
     * @param number 1 by default
     * @return this row
     */
    public LossCase withOutputsPerLabel(int number) {
        outputsPerLabel = number;
        return this;
    }

    /**
     * Adds outputs without labels behind the others. Only for layers that do not compare the shapes of output and
     * labels.
     *
     * @param number of further outputs
     * @return this
     */
    public LossCase withFurtherOutputs(int number) {
        furtherOutputs = number;
        return this;
    }

    boolean hasLabelsOfOutputShape() {
        return outputs() == Input.CLASSES;
    }

    int outputsPerLabel() {
        return outputsPerLabel;
    }

    int outputs() {
        return outputsPerLabel * Input.CLASSES + furtherOutputs;
    }

    @Override
    LossCase self() {
        return this;
    }

    @Override
    List<LossProperty> properties() {
        return List.of(LossProperty.values());
    }

    @Override
    ILossFunction subject() {
        return factory.get();
    }

    boolean allowsOutputMasks() {
        return outputMasks;
    }

    RowLoss reference() {
        return reference;
    }

    IActivation activation() {
        return activation.getActivationFunction();
    }

    /** The same numbers in float and double. */
    INDArray labels(DataType type) {
        INDArray array = Batches.normal(new long[] {ROWS, Input.CLASSES}, 6);
        if (labels == Labels.PROBABILITIES) {
            array = Nd4j.nn.softmax(array, 1);
        } else if (labels == Labels.ONE_HOT) {
            Random random = new Random(6);
            array.assign(0);
            for (int row = 0; row < ROWS; row++) {
                array.putScalar(row, random.nextInt(Input.CLASSES), 1);
            }
        }
        return array.castTo(DataType.FLOAT).castTo(type);
    }

    INDArray preOutput(DataType type) {
        return Batches.normal(new long[] {ROWS, outputs()}, 7)
                .castTo(DataType.FLOAT)
                .castTo(type);
    }

    /** A network with this loss at its end: OutputLayer, CnnLossLayer or RnnOutputLayer. */
    NetworkPlan plan(Variant variant, Input input) {
        return new NetworkPlan(variant, input, input.channelsFirst()).below().head(head(input));
    }

    private List<Layer> head(Input input) {
        switch (input) {
            case CONVOLUTIONAL:
                return List.of(
                        new ConvolutionLayer.Builder(2, 2)
                                .nIn(Input.SIZE)
                                .nOut(outputs())
                                .activation(Activation.IDENTITY)
                                .build(),
                        new CnnLossLayer.Builder(subject())
                                .activation(activation)
                                .build());
            case RECURRENT:
                return List.of(new RnnOutputLayer.Builder(subject())
                        .nIn(Input.SIZE)
                        .nOut(outputs())
                        .activation(activation)
                        .build());
            default:
                return List.of(new OutputLayer.Builder(subject())
                        .nIn(Input.SIZE)
                        .nOut(outputs())
                        .activation(activation)
                        .build());
        }
    }
}
