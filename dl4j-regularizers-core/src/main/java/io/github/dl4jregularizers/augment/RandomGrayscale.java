package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Replaces all three channels of some images by gray. Equals torchvision's {@code RandomGrayscale} for the same draws.
 *
 * <p>At the given probability, per image: each channel becomes 0.2989 red + 0.587 green + 0.114 blue. Values may have
 * any range.
 */
public final class RandomGrayscale extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 3;

    private final double probability;

    /**
     * Converts images to gray at a probability.
     *
     * @param format order of the features' dimensions
     * @param probability of gray, in [0, 1]; 0.1 in torchvision, 0.2 in SimCLR
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if images do not have three
     *     channels
     */
    public RandomGrayscale(CNN2DFormat format, double probability, long seed) {
        super(format, seed, STREAM);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        return Colors.requireRgb(shape);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return random.nextDouble() < probability ? (image, out) -> gray(shape, image, out) : Change.none(shape);
    }

    private static void gray(ImageShape shape, double[] image, double[] out) {
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            double gray = Colors.gray(shape, image, pixel);
            for (int channel = 0; channel < shape.channels; channel++) {
                out[shape.at(pixel) + channel * shape.channelStride] = gray;
            }
        }
    }
}
