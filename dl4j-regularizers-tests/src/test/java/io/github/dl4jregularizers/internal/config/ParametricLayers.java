package io.github.dl4jregularizers.internal.config;

import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.learning.config.Sgd;

/** One small configuration of every DL4J layer that has parameters, with their names and roles in layout order. */
public final class ParametricLayers {

    static final Set<String> WITHOUT_PARAMETERS = Set.of(
            "ActivationLayer",
            "CapsuleStrengthLayer",
            "Cnn3DLossLayer",
            "CnnLossLayer",
            "Cropping1D",
            "Cropping2D",
            "Cropping3D",
            "DropoutLayer",
            "GlobalPoolingLayer",
            "LocalResponseNormalization",
            "LossLayer",
            "MaskLayer",
            "Pooling1D",
            "Pooling2D",
            "RepeatVector",
            "RnnLossLayer",
            "SpaceToBatchLayer",
            "SpaceToDepthLayer",
            "Subsampling1DLayer",
            "Subsampling3DLayer",
            "SubsamplingLayer",
            "Upsampling1D",
            "Upsampling2D",
            "Upsampling3D",
            "Yolo2OutputLayer",
            "ZeroPadding1DLayer",
            "ZeroPadding3DLayer",
            "ZeroPaddingLayer");

    /** Empty subclasses of a layer in the table, which no builder makes. */
    static final Set<String> ALIASES = Set.of("Convolution1D", "Convolution2D");

    private static final InputType FLAT = InputType.feedForward(3);
    private static final InputType SEQUENCE = InputType.recurrent(3, 5);
    private static final InputType IMAGE = InputType.convolutional(4, 4, 2);
    private static final InputType VOLUME = InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 4, 4, 2);

    private ParametricLayers() {}

    private static ParametricLayer row(InputType input, Layer layer, String roles) {
        return new ParametricLayer(input, layer, roles);
    }

    public static Stream<ParametricLayer> rows() {
        return Stream.of(feedForward(), convolutional(), recurrent(), attention(), containers())
                .flatMap(s -> s);
    }

    private static Stream<ParametricLayer> feedForward() {
        return Stream.of(
                row(FLAT, new DenseLayer.Builder().nOut(4).build(), "W=WEIGHT b=BIAS"),
                row(FLAT, new DenseLayer.Builder().nOut(4).hasBias(false).build(), "W=WEIGHT"),
                row(FLAT, new DenseLayer.Builder().nOut(4).hasLayerNorm(true).build(), "W=WEIGHT b=BIAS g=GAIN_SHIFT"),
                row(FLAT, new OutputLayer.Builder().nOut(4).build(), "W=WEIGHT b=BIAS"),
                row(FLAT, new CenterLossOutputLayer.Builder().nOut(4).build(), "W=WEIGHT b=BIAS cL=STATISTIC"),
                row(FLAT, new OCNNOutputLayer.Builder().hiddenLayerSize(4).build(), "w=WEIGHT v=WEIGHT r=BIAS"),
                row(FLAT, new AutoEncoder.Builder().nOut(4).build(), "W=WEIGHT b=BIAS vb=BIAS"),
                row(
                        FLAT,
                        new VariationalAutoencoder.Builder()
                                .nOut(2)
                                .encoderLayerSizes(4)
                                .decoderLayerSizes(5)
                                .build(),
                        "e0W=WEIGHT e0b=BIAS pZXMeanW=WEIGHT pZXMeanb=BIAS pZXLogStd2W=WEIGHT pZXLogStd2b=BIAS"
                                + " d0W=WEIGHT d0b=BIAS pXZW=WEIGHT pXZb=BIAS"),
                row(FLAT, new EmbeddingLayer.Builder().nOut(4).build(), "W=WEIGHT"),
                row(FLAT, new EmbeddingLayer.Builder().nOut(4).hasBias(true).build(), "W=WEIGHT b=BIAS"),
                row(FLAT, new EmbeddingSequenceLayer.Builder().nIn(6).nOut(4).build(), "W=WEIGHT"),
                row(
                        FLAT,
                        new ElementWiseMultiplicationLayer.Builder()
                                .nIn(3)
                                .nOut(3)
                                .build(),
                        "W=WEIGHT b=BIAS"),
                row(FLAT, new PReLULayer.Builder().inputShape(3).build(), "W=ACTIVATION"),
                row(
                        FLAT,
                        new BatchNormalization(),
                        "gamma=GAIN_SHIFT beta=GAIN_SHIFT mean=STATISTIC log10stdev=STATISTIC"),
                row(
                        FLAT,
                        new BatchNormalization.Builder().lockGammaBeta(true).build(),
                        "mean=STATISTIC log10stdev=STATISTIC"),
                row(
                        FLAT,
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        "gamma=GAIN_SHIFT beta=GAIN_SHIFT mean=STATISTIC var=STATISTIC"));
    }

    private static Stream<ParametricLayer> convolutional() {
        return Stream.of(
                row(SEQUENCE, new Convolution1DLayer.Builder(2).nOut(4).build(), "b=BIAS W=WEIGHT"),
                row(IMAGE, new ConvolutionLayer.Builder(2, 2).nOut(4).build(), "b=BIAS W=WEIGHT"),
                row(
                        IMAGE,
                        new ConvolutionLayer.Builder(2, 2)
                                .nOut(4)
                                .hasBias(false)
                                .build(),
                        "W=WEIGHT"),
                row(IMAGE, new Deconvolution2D.Builder(2, 2).nOut(4).build(), "b=BIAS W=WEIGHT"),
                row(
                        IMAGE,
                        new DepthwiseConvolution2D.Builder(2, 2)
                                .depthMultiplier(2)
                                .build(),
                        "W=WEIGHT b=BIAS"),
                row(IMAGE, new SeparableConvolution2D.Builder(2, 2).nOut(4).build(), "W=WEIGHT pW=WEIGHT b=BIAS"),
                row(VOLUME, new Convolution3D.Builder(2, 2, 2).nOut(4).build(), "b=BIAS W=WEIGHT"),
                row(
                        VOLUME,
                        new Deconvolution3D.Builder()
                                .kernelSize(2, 2, 2)
                                .nOut(4)
                                .build(),
                        "b=BIAS W=WEIGHT"),
                row(
                        SEQUENCE,
                        new LocallyConnected1D.Builder().kernelSize(2).nOut(4).build(),
                        "W=WEIGHT b=BIAS"),
                row(
                        IMAGE,
                        new LocallyConnected2D.Builder()
                                .kernelSize(2, 2)
                                .nOut(4)
                                .build(),
                        "W=WEIGHT b=BIAS"),
                row(
                        IMAGE,
                        new PrimaryCapsules.Builder(2, 3)
                                .kernelSize(2, 2)
                                .stride(1, 1)
                                .hasBias(true)
                                .build(),
                        "weight=WEIGHT bias=BIAS"),
                row(SEQUENCE, new CapsuleLayer.Builder(2, 3).hasBias(true).build(), "weight=WEIGHT bias=BIAS"));
    }

    @SuppressWarnings("deprecation") // the Graves layers still load and train, so their roles count
    private static Stream<ParametricLayer> recurrent() {
        return Stream.of(
                row(SEQUENCE, lstm(), "W=WEIGHT RW=WEIGHT b=BIAS"),
                row(SEQUENCE, new GravesLSTM.Builder().nOut(4).build(), "W=WEIGHT RW=WEIGHT b=BIAS"),
                row(
                        SEQUENCE,
                        new GravesBidirectionalLSTM.Builder().nOut(4).build(),
                        "WF=WEIGHT RWF=WEIGHT bF=BIAS WB=WEIGHT RWB=WEIGHT bB=BIAS"),
                row(SEQUENCE, new SimpleRnn.Builder().nOut(4).build(), "W=WEIGHT RW=WEIGHT b=BIAS"),
                row(
                        SEQUENCE,
                        new SimpleRnn.Builder().nOut(4).hasLayerNorm(true).build(),
                        "W=WEIGHT RW=WEIGHT b=BIAS g=GAIN_SHIFT"),
                row(SEQUENCE, new RnnOutputLayer.Builder().nOut(4).build(), "W=WEIGHT b=BIAS"));
    }

    private static Stream<ParametricLayer> attention() {
        return Stream.of(
                row(
                        SEQUENCE,
                        new SelfAttentionLayer.Builder()
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .build(),
                        "Wq=WEIGHT Wk=WEIGHT Wv=WEIGHT Wo=WEIGHT"),
                row(
                        SEQUENCE,
                        new LearnedSelfAttentionLayer.Builder()
                                .nOut(4)
                                .nHeads(2)
                                .nQueries(2)
                                .projectInput(true)
                                .build(),
                        "Q=WEIGHT Wq=WEIGHT Wk=WEIGHT Wv=WEIGHT Wo=WEIGHT"),
                row(
                        SEQUENCE,
                        new RecurrentAttentionLayer.Builder()
                                .nIn(3)
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .build(),
                        "W=WEIGHT RW=WEIGHT Wq=WEIGHT Wk=WEIGHT Wv=WEIGHT Wo=WEIGHT b=BIAS"));
    }

    private static Stream<ParametricLayer> containers() {
        // DL4J copies no global defaults into a LastTimeStep within a Bidirectional.
        SimpleRnn normalized = new SimpleRnn.Builder()
                .nOut(4)
                .hasLayerNorm(true)
                .weightInit(WeightInit.XAVIER)
                .gainInit(1)
                .updater(new Sgd(0.1))
                .build();
        return Stream.of(
                row(FLAT, new FrozenLayer(new DenseLayer.Builder().nOut(4).build()), "W=WEIGHT b=BIAS"),
                row(
                        FLAT,
                        new FrozenLayerWithBackprop(new BatchNormalization()),
                        "gamma=GAIN_SHIFT beta=GAIN_SHIFT mean=STATISTIC log10stdev=STATISTIC"),
                row(SEQUENCE, new LastTimeStep(lstm()), "W=WEIGHT RW=WEIGHT b=BIAS"),
                row(SEQUENCE, new MaskZeroLayer(normalized.clone(), 0), "W=WEIGHT RW=WEIGHT b=BIAS g=GAIN_SHIFT"),
                row(
                        SEQUENCE,
                        new TimeDistributed(new DenseLayer.Builder()
                                .nOut(4)
                                .hasLayerNorm(true)
                                .build()),
                        "W=WEIGHT b=BIAS g=GAIN_SHIFT"),
                row(SEQUENCE, new Bidirectional(lstm()), "fW=WEIGHT fRW=WEIGHT fb=BIAS bW=WEIGHT bRW=WEIGHT bb=BIAS"),
                row(
                        SEQUENCE,
                        new Bidirectional(new LastTimeStep(normalized.clone())),
                        "fW=WEIGHT fRW=WEIGHT fb=BIAS fg=GAIN_SHIFT bW=WEIGHT bRW=WEIGHT bb=BIAS bg=GAIN_SHIFT"));
    }

    private static LSTM lstm() {
        return new LSTM.Builder().nOut(4).build();
    }
}
