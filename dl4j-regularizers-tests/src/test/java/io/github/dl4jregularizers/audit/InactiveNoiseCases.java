package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/** Cases of the rules on noise that has no effect, or acts on other arrays than activations. */
final class InactiveNoiseCases {

    private InactiveNoiseCases() {}

    static List<RuleCase> cases() {
        return List.of(
                RuleCase.of(
                        "frozen-dropout",
                        "FrozenLayer",
                        () -> Stacks.of(
                                FLAT, new FrozenLayer(dense().dropOut(0.5).build())),
                        () -> Stacks.of(
                                FLAT,
                                new FrozenLayer(dense().dropOut(1.0).build()),
                                NoiseCases.noise(),
                                dense().build())),
                RuleCase.of(
                        "frozen-dropout",
                        "FrozenLayerWithBackprop around a DropoutLayer",
                        () -> Stacks.of(FLAT, dense().build(), new FrozenLayerWithBackprop(new DropoutLayer(0.5))),
                        () -> Stacks.of(FLAT, new FrozenLayerWithBackprop(dense().build()), new DropoutLayer(0.5))),
                RuleCase.of(
                        "keras-dropout-rate",
                        "DropoutLayer that retains everything",
                        () -> Stacks.of(FLAT, dense().build(), new DropoutLayer(1.0), output().build()),
                        () -> Stacks.of(FLAT, dense().dropOut(1.0).build(), NoiseCases.noise(), output().build())),
                RuleCase.of(
                        "noise-before-embedding",
                        "NoiseLayer",
                        () -> Stacks.of(
                                InputType.feedForward(1),
                                NoiseCases.noise(),
                                new EmbeddingLayer.Builder().nIn(30).nOut(40).build()),
                        () -> Stacks.of(
                                InputType.feedForward(1),
                                new DropoutLayer(1.0),
                                new EmbeddingLayer.Builder().nIn(30).nOut(40).build(),
                                NoiseCases.noise())),
                RuleCase.of(
                        "dropout-channels-last",
                        "that drops nothing",
                        () -> NoiseCases.images(CNN2DFormat.NHWC, new Dropout(1)),
                        () -> NoiseCases.images(CNN2DFormat.NCHW, new Dropout(1))));
    }
}
