package io.github.dl4jregularizers.internal.config;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The loss function of DL4J's output and loss layers, which share no type for it. */
public final class OutputLoss {

    private OutputLoss() {}

    /**
     * Returns the loss function of a layer.
     *
     * @param layer any layer, without wrappers
     * @return empty for a layer without a loss function
     */
    public static Optional<ILossFunction> of(Layer layer) {
        if (layer instanceof BaseOutputLayer) {
            return Optional.of(((BaseOutputLayer) layer).getLossFn());
        }
        if (layer instanceof LossLayer) {
            return Optional.of(((LossLayer) layer).getLossFn());
        }
        if (layer instanceof RnnLossLayer) {
            return Optional.of(((RnnLossLayer) layer).getLossFn());
        }
        if (layer instanceof CnnLossLayer) {
            return Optional.of(((CnnLossLayer) layer).getLossFn());
        }
        return layer instanceof Cnn3DLossLayer ? Optional.of(((Cnn3DLossLayer) layer).getLossFn()) : Optional.empty();
    }

    /**
     * Tests whether DL4J requires labels of the output's shape in a layer.
     *
     * @param layer any layer, without wrappers
     * @return true for loss layers on images and volumes
     */
    public static boolean requiresLabelsOfOutputShape(Layer layer) {
        return layer instanceof CnnLossLayer || layer instanceof Cnn3DLossLayer;
    }
}
