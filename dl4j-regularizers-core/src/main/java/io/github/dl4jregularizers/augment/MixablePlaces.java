package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;

/** Checks of layers for {@link ManifoldMixUp}. */
final class MixablePlaces {

    private MixablePlaces() {}

    /** Wraps an output layer. */
    static Layer withMixedLabels(String name, Layer layer, MixDraw.Key key) {
        Layer inside = layer;
        while (inside instanceof BaseWrapperLayer && !(inside instanceof MixedLabelsOutput)) {
            inside = InnerLayers.of(inside).get("");
        }
        boolean allowed = inside instanceof OutputLayer && !(inside instanceof CenterLossOutputLayer)
                || inside instanceof LossLayer
                || inside instanceof CnnLossLayer
                || inside instanceof Cnn3DLossLayer;
        if (!allowed) {
            throw Arguments.invalid(
                    "output layer " + name + " of ManifoldMixUp",
                    "an OutputLayer, LossLayer, CnnLossLayer or Cnn3DLossLayer",
                    inside.getClass().getSimpleName());
        }
        return new MixedLabelsOutput(layer, key);
    }

    /** Refuses a layer that reads sequences after a place. */
    static void requireNoSequences(String place, Layer reader) {
        boolean reads = !(reader instanceof FrozenLayer)
                && reader.getPreProcessorForInputType(InputType.convolutional(1, 1, 1)) instanceof CnnToRnnPreProcessor;
        if (reads) {
            throw Arguments.invalid(
                    "activations of " + place + " for ManifoldMixUp",
                    ManifoldMixUp.NO_SEQUENCES,
                    "the input of a " + reader.getClass().getSimpleName());
        }
    }
}
