package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Shuffles the pixels inside each patch of some images.
 *
 * <p>At the given probability, per image: the image is cut into squares, from the upper left corner. The pixels of each
 * square are permuted at random, with all their channels. Squares at the right and lower border may be smaller. Values
 * may have any range.
 *
 * <p>Labels and masks that are images are permuted alike.
 *
 * <p>Paper: Kang et al., "PatchShuffle Regularization", 2017.
 */
public final class PatchShuffle extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 11;

    private final int side;
    private final double probability;

    /**
     * Shuffles pixels.
     *
     * @param format order of the features' dimensions
     * @param side of a patch in pixels, at least 1; 2 in the paper
     * @param probability of shuffling an image, in [0, 1]; 0.05 in the paper
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public PatchShuffle(CNN2DFormat format, int side, double probability, long seed) {
        super(format, seed, STREAM);
        this.side = Arguments.atLeast("side", side, 1);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    @Override
    boolean movesPixels() {
        return true;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        if (random.nextDouble() >= probability) {
            return Change.none(shape);
        }
        int[] sources = new int[shape.pixels()];
        for (int top = 0; top < shape.height; top += side) {
            for (int left = 0; left < shape.width; left += side) {
                shuffle(random, shape, Rectangle.at(top, left, side, shape), sources);
            }
        }
        return new Permutation(shape, sources);
    }

    /** Writes a random permutation of the pixels of a patch, by Fisher and Yates' method. */
    private static void shuffle(SplitMix random, ImageShape shape, Rectangle patch, int[] sources) {
        int width = patch.right - patch.left;
        int[] pixels = new int[patch.area()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (patch.top + i / width) * shape.width + patch.left + i % width;
        }
        int[] shuffled = pixels.clone();
        for (int last = shuffled.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int kept = shuffled[last];
            shuffled[last] = shuffled[other];
            shuffled[other] = kept;
        }
        for (int i = 0; i < pixels.length; i++) {
            sources[pixels[i]] = shuffled[i];
        }
    }
}
