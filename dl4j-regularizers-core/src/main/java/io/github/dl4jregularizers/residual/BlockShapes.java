package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.composite.InnerLayerTypes;
import io.github.dl4jregularizers.internal.config.DataFormats;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Compares the output shapes of paths from one vertex. A built configuration does not contain its input types, so the
 * paths are compared on images of several sizes, on vectors and on sequences.
 */
final class BlockShapes {

    private static final int SIZE = 96;
    /** Can be halved and doubled several times, as in a U-Net. */
    private static final int EVEN = 128;

    private static final int ODD = 97;
    private static final int ANY_CHANNELS = 8;

    private BlockShapes() {}

    /**
     * Tests whether the paths have equal output shapes for every image and vector that they allow, and allow one. A sum
     * of equal shapes broadcasts nothing.
     */
    static boolean agree(List<List<Layer>> paths) {
        long channels = channels(paths);
        long agreeing = 0;
        for (InputType type : List.of(
                InputType.convolutional(SIZE, SIZE + 1, channels, CNN2DFormat.NCHW),
                InputType.convolutional(SIZE + 1, SIZE + 2, channels, CNN2DFormat.NCHW),
                InputType.convolutional(SIZE, SIZE + 1, channels, CNN2DFormat.NHWC),
                InputType.convolutional(SIZE + 1, SIZE + 2, channels, CNN2DFormat.NHWC),
                InputType.feedForward(channels))) {
            List<InputType> outputs = through(paths, type);
            if (outputs.size() == paths.size()) {
                if (outputs.stream().distinct().count() > 1) {
                    return false;
                }
                agreeing++;
            }
        }
        return agreeing > 0;
    }

    /**
     * Returns an output type of the paths' concatenation along an axis. Other shapes are refused in use, as by DL4J's
     * vertex.
     *
     * @return empty if the axis is not that of the channels, or the paths differ in more than their channels
     */
    static Optional<InputType> concatenated(List<List<Layer>> paths, int axis) {
        long channels = channels(paths);
        return Stream.of(
                        square(EVEN, channels, CNN2DFormat.NCHW),
                        square(EVEN, channels, CNN2DFormat.NHWC),
                        square(ODD, channels, CNN2DFormat.NCHW),
                        square(ODD, channels, CNN2DFormat.NHWC),
                        InputType.feedForward(channels),
                        InputType.recurrent(channels, EVEN, RNNFormat.NCW),
                        InputType.recurrent(channels, EVEN, RNNFormat.NWC))
                .map(type -> through(paths, type))
                .filter(outputs -> outputs.size() == paths.size())
                .map(InnerLayerTypes::concatenated)
                .filter(type -> type != null && DataFormats.channelAxis(DataFormats.of(type)) == axis)
                .findFirst();
    }

    private static InputType square(int size, long channels, CNN2DFormat format) {
        return InputType.convolutional(size, size, channels, format);
    }

    /** Returns the output types; fewer if a layer does not allow the input type, or has another format. */
    private static List<InputType> through(List<List<Layer>> paths, InputType type) {
        List<InputType> outputs = new ArrayList<>();
        try {
            for (List<Layer> path : paths) {
                InputType output = InnerLayerTypes.through(path, type);
                if (DataFormats.of(output) == null || DataFormats.of(output) == DataFormats.of(type)) {
                    outputs.add(output);
                }
            }
        } catch (RuntimeException e) { // DL4J has several exceptions for an input type that a layer does not allow
            return List.of();
        }
        return outputs;
    }

    /** Returns the number of input channels of the first layer that has one. */
    private static long channels(List<List<Layer>> paths) {
        return paths.stream()
                .flatMap(List::stream)
                .flatMap(BlockShapes::leaves)
                .filter(layer -> layer instanceof FeedForwardLayer)
                .map(layer -> ((FeedForwardLayer) layer).getNIn())
                .filter(channels -> channels > 0)
                .findFirst()
                .orElse((long) ANY_CHANNELS);
    }

    private static Stream<Layer> leaves(Layer layer) {
        return InnerLayers.of(layer).isEmpty()
                ? Stream.of(layer)
                : InnerLayers.of(layer).values().stream().flatMap(BlockShapes::leaves);
    }
}
