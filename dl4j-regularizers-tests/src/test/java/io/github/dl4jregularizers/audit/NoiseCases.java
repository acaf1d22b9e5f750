package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.IMAGE;
import static io.github.dl4jregularizers.audit.Stacks.SEQUENCE;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static io.github.dl4jregularizers.audit.Stacks.rnnOutput;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** Cases of the rules on noise: on activations and on weights. */
final class NoiseCases {

    private static final NormalDistribution NORMAL = new NormalDistribution(1, 0.1);

    private NoiseCases() {}

    static List<RuleCase> weightNoise() {
        return List.of(
                RuleCase.of(
                        "weight-noise-gradient",
                        "DL4J's DropConnect",
                        () -> Stacks.of(
                                FLAT, dense().weightNoise(new DropConnect(0.5)).build()),
                        () -> Stacks.of(
                                FLAT,
                                new io.github.dl4jregularizers.weightnoise.DropConnect(
                                        DropRate.of(0.5), dense().build()))),
                RuleCase.of(
                        "weight-noise-gradient",
                        "multiplicative",
                        () -> Stacks.of(
                                FLAT,
                                dense().weightNoise(new WeightNoise(NORMAL, false))
                                        .build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().weightNoise(new WeightNoise(NORMAL, true))
                                        .build())),
                RuleCase.of(
                        "weight-noise-ignored",
                        "Convolution1D",
                        () -> Stacks.of(
                                SEQUENCE,
                                new Convolution1DLayer.Builder(2)
                                        .nOut(4)
                                        .weightNoise(new WeightNoise(NORMAL))
                                        .build()),
                        () -> Stacks.of(
                                IMAGE,
                                new ConvolutionLayer.Builder(2, 2)
                                        .nOut(4)
                                        .weightNoise(new WeightNoise(NORMAL))
                                        .build())),
                RuleCase.of(
                        "weight-noise-at-inference",
                        "additive, on biases",
                        () -> Stacks.of(
                                FLAT,
                                dense().weightNoise(new WeightNoise(NORMAL, true, true))
                                        .build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().weightNoise(new WeightNoise(NORMAL, false, true))
                                        .build())));
    }

    static List<RuleCase> dropout() {
        return List.of(
                RuleCase.of(
                        "dropout-gradient",
                        "Convolution1D",
                        () -> Stacks.of(
                                SEQUENCE,
                                new Convolution1DLayer.Builder(2)
                                        .nOut(4)
                                        .dropOut(0.5)
                                        .build()),
                        () -> Stacks.of(
                                SEQUENCE,
                                noise(),
                                new Convolution1DLayer.Builder(2).nOut(4).build())),
                RuleCase.of(
                        "dropout-ignored",
                        "pooling",
                        () -> Stacks.of(
                                IMAGE,
                                new SubsamplingLayer.Builder().dropOut(0.5).build(),
                                output().build()),
                        () -> Stacks.of(IMAGE, noise(), new SubsamplingLayer.Builder().build(), output().build())),
                RuleCase.of(
                        "dropout-ignored",
                        "wrapper",
                        () -> Stacks.of(SEQUENCE, with(new LastTimeStep(lstm(null)), new GaussianDropout(0.5))),
                        () -> Stacks.of(net -> net.dropOut(0.5), SEQUENCE, new LastTimeStep(lstm(null)))),
                RuleCase.of(
                        "dropout-channels-last",
                        "convolution",
                        () -> images(CNN2DFormat.NHWC, new GaussianDropout(0.5)),
                        () -> images(CNN2DFormat.NCHW, new GaussianDropout(0.5))),
                RuleCase.of(
                        "dropout-channels-last",
                        "SimpleRnn",
                        () -> simpleRnn(new GaussianDropout(0.5)),
                        () -> simpleRnn(new Dropout(DropRate.of(0.5), MaskShape.PER_ELEMENT, RNNFormat.NWC))),
                RuleCase.of(
                        "dropout-channels-last",
                        "LSTM as the first layer",
                        () -> Stacks.of(InputType.recurrent(3, 5, RNNFormat.NWC), lstm(new GaussianDropout(0.5))),
                        () -> Stacks.of(
                                InputType.recurrent(3, 5, RNNFormat.NWC), lstm(null), lstm(new GaussianDropout(0.5)))),
                RuleCase.of(
                        "spatial-dropout-format",
                        "NHWC",
                        () -> images(CNN2DFormat.NHWC, new SpatialDropout(0.5)),
                        () -> images(
                                CNN2DFormat.NHWC,
                                new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL, CNN2DFormat.NHWC))),
                RuleCase.of(
                        "spatial-dropout-format",
                        "NWC",
                        () -> simpleRnn(new SpatialDropout(0.5)),
                        () -> images(CNN2DFormat.NCHW, new SpatialDropout(0.5))),
                RuleCase.of(
                        "dropout-mask-shape",
                        "LockedDropout on RnnOutputLayer",
                        () -> Stacks.of(
                                SEQUENCE,
                                lstm(null),
                                rnnOutput()
                                        .dropOut(new LockedDropout(DropRate.of(0.5)))
                                        .build()),
                        () -> Stacks.of(
                                SEQUENCE,
                                lstm(new LockedDropout(DropRate.of(0.5))),
                                rnnOutput()
                                        .dropOut(new Dropout(DropRate.of(0.5)))
                                        .build())),
                RuleCase.of(
                        "dropout-mask-shape",
                        "undeclared NHWC",
                        () -> images(CNN2DFormat.NHWC, new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL)),
                        () -> images(CNN2DFormat.NCHW, new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL))),
                RuleCase.of(
                        "graph-output-dropout",
                        "DL4J's",
                        () -> graph(new GaussianDropout(0.5)),
                        () -> graph(new Dropout(DropRate.of(0.5)))),
                RuleCase.of(
                        "shared-dropout",
                        "two layers",
                        NoiseCases::shared,
                        () -> Stacks.of(net -> net.dropOut(0.5), FLAT, dense().build(), dense().build())),
                RuleCase.of(
                        "dropout-layer-on-sequence",
                        "before an LSTM",
                        () -> Stacks.of(
                                SEQUENCE,
                                new DropoutLayer(0.5),
                                lstm(null),
                                rnnOutput().build()),
                        () -> Stacks.of(
                                SEQUENCE, noise(), lstm(null), rnnOutput().build())),
                RuleCase.of(
                        "retain-or-drop",
                        "Gaussian",
                        () -> Stacks.of(
                                FLAT, dense().dropOut(new GaussianDropout(0.9)).build()),
                        () -> Stacks.of(
                                FLAT, dense().dropOut(new AlphaDropout(0.9)).build())),
                RuleCase.of(
                        "retain-or-drop",
                        "dropOut(0.1)",
                        () -> Stacks.of(FLAT, dense().dropOut(0.1).build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().dropOut(new Dropout(DropRate.of(0.9))).build())),
                RuleCase.of(
                        "dropout-before-batch-norm",
                        "DropoutLayer",
                        () -> Stacks.of(FLAT, dense().build(), new DropoutLayer(0.5), new BatchNormalization()),
                        () -> Stacks.of(FLAT, dense().build(), new BatchNormalization(), new DropoutLayer(0.5))),
                RuleCase.of(
                        "dropout-on-output",
                        "before a LossLayer",
                        () -> Stacks.of(FLAT, dense().build(), noise(), new LossLayer.Builder().build()),
                        () -> Stacks.of(FLAT, dense().build(), noise(), output().build())));
    }

    static Layer noise() {
        return new NoiseLayer(new Dropout(DropRate.of(0.5)));
    }

    private static Layer lstm(IDropout dropout) {
        return new LSTM.Builder().nOut(40).dropOut(dropout).build();
    }

    private static Layer with(Layer layer, IDropout dropout) {
        layer.setIDropout(dropout);
        return layer;
    }

    private static MultiLayerConfiguration shared() {
        IDropout one = new org.deeplearning4j.nn.conf.dropout.Dropout(0.5);
        return Stacks.of(
                FLAT,
                new FrozenLayer(dense().dropOut(one).build()),
                dense().dropOut(one).build(),
                dense().dropOut(one).build());
    }

    private static ComputationGraphConfiguration graph(IDropout dropout) {
        return new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("out", output().dropOut(dropout).build(), "in")
                .setOutputs("out")
                .setInputTypes(FLAT)
                .build();
    }

    static MultiLayerConfiguration images(CNN2DFormat format, IDropout dropout) {
        return Stacks.of(
                InputType.convolutional(6, 5, 4, format),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(40)
                        .dataFormat(format)
                        .dropOut(dropout)
                        .build());
    }

    private static MultiLayerConfiguration simpleRnn(IDropout dropout) {
        return Stacks.of(
                InputType.recurrent(3, 5, RNNFormat.NWC),
                new SimpleRnn.Builder()
                        .nOut(40)
                        .dataFormat(RNNFormat.NWC)
                        .dropOut(dropout)
                        .build());
    }
}
