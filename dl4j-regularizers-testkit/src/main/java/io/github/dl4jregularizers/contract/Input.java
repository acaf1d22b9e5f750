package io.github.dl4jregularizers.contract;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The activations of a case, and the smallest network for them. Every layer between the input and the head has {@link
 * #SIZE} inputs and outputs, so that any of them can be removed or replaced.
 */
public enum Input {
    /** [examples, {@link #SIZE}]. */
    FEED_FORWARD(new long[] {Input.SIZE}, (DataFormat) null) {
        @Override
        InputType type(DataFormat format) {
            return InputType.feedForward(SIZE);
        }

        @Override
        Layer layer(DataFormat format) {
            return new DenseLayer.Builder()
                    .nIn(SIZE)
                    .nOut(SIZE)
                    .activation(Activation.TANH)
                    .build();
        }

        @Override
        List<Layer> head(DataFormat format) {
            return List.of(output());
        }
    },
    /** [examples, {@link #SIZE}, 4, 5] in NCHW, and NHWC. */
    CONVOLUTIONAL(new long[] {Input.SIZE, 4, 5}, CNN2DFormat.NCHW, CNN2DFormat.NHWC) {
        @Override
        InputType type(DataFormat format) {
            return InputType.convolutional(4, 5, SIZE, (CNN2DFormat) format);
        }

        @Override
        Layer layer(DataFormat format) {
            return new ConvolutionLayer.Builder(2, 2)
                    .dataFormat((CNN2DFormat) format)
                    .nIn(SIZE)
                    .nOut(SIZE)
                    .activation(Activation.TANH)
                    .build();
        }

        /** Not CnnLossLayer: in NHWC its score is of NCHW (its gradient is right). */
        @Override
        List<Layer> head(DataFormat format) {
            return List.of(new GlobalPoolingLayer(PoolingType.AVG), output());
        }
    },
    /** [examples, {@link #SIZE}, {@link #STEPS}] in NCW, and NWC. */
    RECURRENT(new long[] {Input.SIZE, Input.STEPS}, RNNFormat.NCW, RNNFormat.NWC) {
        @Override
        InputType type(DataFormat format) {
            return InputType.recurrent(SIZE, STEPS, (RNNFormat) format);
        }

        /** SimpleRnn, because it passes its input to dropout unchanged; LSTM passes NCW even for NWC input. */
        @Override
        Layer layer(DataFormat format) {
            return new SimpleRnn.Builder()
                    .dataFormat((RNNFormat) format)
                    .nIn(SIZE)
                    .nOut(SIZE)
                    .activation(Activation.TANH)
                    .build();
        }

        @Override
        List<Layer> head(DataFormat format) {
            return List.of(outputOverTime(format));
        }
    },
    /** One word per example, as its index: for embedding layers, which are first. */
    WORD(new long[] {1}, (DataFormat) null) {
        @Override
        InputType type(DataFormat format) {
            return InputType.feedForward(VOCABULARY);
        }

        @Override
        Layer layer(DataFormat format) {
            return new EmbeddingLayer.Builder().nIn(VOCABULARY).nOut(SIZE).build();
        }

        @Override
        List<Layer> head(DataFormat format) {
            return List.of(output());
        }
    },
    /** A sequence of words per example, in the format of the embedding. */
    WORDS(new long[] {Input.STEPS}, RNNFormat.NCW, RNNFormat.NWC) {
        @Override
        InputType type(DataFormat format) {
            return InputType.feedForward(VOCABULARY);
        }

        @Override
        Layer layer(DataFormat format) {
            return new EmbeddingSequenceLayer.Builder()
                    .outputDataFormat((RNNFormat) format)
                    .nIn(VOCABULARY)
                    .nOut(SIZE)
                    .build();
        }

        @Override
        List<Layer> head(DataFormat format) {
            return List.of(outputOverTime(format));
        }
    };

    /** Units or channels of every layer below the head. */
    public static final int SIZE = 4;

    /** More than a batch looks up, so that some rows are looked up twice and some not at all. */
    public static final int VOCABULARY = 11;

    /** Outputs of the network. */
    public static final int CLASSES = 3;
    /** Time steps. */
    public static final int STEPS = 5;

    private final long[] shape;
    private final List<DataFormat> formats;

    Input(long[] shape, DataFormat... formats) {
        this.shape = shape;
        this.formats = Arrays.asList(formats);
    }

    abstract InputType type(DataFormat format);

    /** A layer with parameters, below the class under test; for dropout, the layer that applies it. */
    abstract Layer layer(DataFormat format);

    abstract List<Layer> head(DataFormat format);

    private static Layer outputOverTime(DataFormat format) {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .dataFormat((RNNFormat) format)
                .nIn(SIZE)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static Layer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(SIZE)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /**
     * Returns the data formats of such activations, channels first before channels last.
     *
     * @return one null where there is only one format
     */
    public List<DataFormat> formats() {
        return formats;
    }

    DataFormat channelsFirst() {
        return formats.get(0);
    }

    /** All inputs but words: activations between layers. */
    static List<Input> activations() {
        return Stream.of(values()).filter(input -> !input.isWords()).collect(Collectors.toList());
    }

    /** Whether features are indices of words, so that no layer can be below. */
    boolean isWords() {
        return this == WORD || this == WORDS;
    }

    boolean isSequence() {
        return this == RECURRENT || this == WORDS;
    }

    static boolean isChannelsLast(DataFormat format) {
        return format == CNN2DFormat.NHWC || format == RNNFormat.NWC;
    }

    /** Shape of such activations, channels first. */
    long[] shape(int examples) {
        long[] batch = new long[shape.length + 1];
        batch[0] = examples;
        System.arraycopy(shape, 0, batch, 1, shape.length);
        return batch;
    }
}
