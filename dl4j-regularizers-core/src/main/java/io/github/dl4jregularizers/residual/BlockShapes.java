package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.composite.InnerLayerTypes;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Compares the output shapes of two paths from one vertex. A built configuration does not contain its input types, so
 * the paths are compared on images of several sizes and on vectors. A sum of equal shapes broadcasts nothing.
 */
final class BlockShapes {

    private static final int SIZE = 96;
    private static final int ANY_CHANNELS = 8;

    private BlockShapes() {}

    /** Tests whether the paths have equal output shapes for every kind of input that they allow, and allow one. */
    static boolean agree(List<Layer> body, List<Layer> shortcut) {
        long channels = channels(body).or(() -> channels(shortcut)).orElse((long) ANY_CHANNELS);
        List<InputType> allowed = List.of(
                InputType.convolutional(SIZE, SIZE + 1, channels, CNN2DFormat.NCHW),
                InputType.convolutional(SIZE + 1, SIZE + 2, channels, CNN2DFormat.NCHW),
                InputType.convolutional(SIZE, SIZE + 1, channels, CNN2DFormat.NHWC),
                InputType.convolutional(SIZE + 1, SIZE + 2, channels, CNN2DFormat.NHWC),
                InputType.feedForward(channels));
        long agreeing = 0;
        for (InputType type : allowed) {
            Optional<InputType> ofBody = through(body, type);
            Optional<InputType> ofShortcut = through(shortcut, type);
            if (ofBody.isPresent() && ofShortcut.isPresent()) {
                if (!ofBody.equals(ofShortcut)) {
                    return false;
                }
                agreeing++;
            }
        }
        return agreeing > 0;
    }

    /** Returns the output type; empty if a layer does not allow the input type, or has another format. */
    private static Optional<InputType> through(List<Layer> path, InputType type) {
        try {
            return Optional.of(InnerLayerTypes.through(path, type)).filter(output -> format(output) == format(type));
        } catch (RuntimeException e) { // DL4J has several exceptions for an input type that a layer does not allow
            return Optional.empty();
        }
    }

    private static CNN2DFormat format(InputType type) {
        return type instanceof InputTypeConvolutional ? ((InputTypeConvolutional) type).getFormat() : null;
    }

    private static Optional<Long> channels(List<Layer> path) {
        return path.stream()
                .flatMap(BlockShapes::leaves)
                .filter(layer -> layer instanceof FeedForwardLayer)
                .map(layer -> ((FeedForwardLayer) layer).getNIn())
                .filter(channels -> channels > 0)
                .findFirst();
    }

    private static Stream<Layer> leaves(Layer layer) {
        return InnerLayers.of(layer).isEmpty()
                ? Stream.of(layer)
                : InnerLayers.of(layer).values().stream().flatMap(BlockShapes::leaves);
    }
}
