package io.github.dl4jregularizers.augment;

import java.util.EnumMap;
import java.util.Map;

/** The magnitudes of the operations of a policy, on its levels from 0. */
enum PolicySpace {
    /** RandAugment: translations are shares of the image. */
    RAND_AUGMENT(31, 0.3, 30, 0.9, 8, 4) {
        @Override
        double translation(int size) {
            return 150.0 / 331 * size;
        }
    },
    /** TrivialAugmentWide: translations are in pixels. */
    TRIVIAL_AUGMENT_WIDE(31, 0.99, 135, 0.99, 8, 6) {
        @Override
        double translation(int size) {
            return 32;
        }
    },
    /** AugMix: ten levels, and at most four bits. */
    AUG_MIX(10, 0.3, 30, 0.9, 4, 4) {
        @Override
        double translation(int size) {
            return size / 3.0;
        }
    };

    private static final double HIGHEST_VALUE = 255;

    private final Map<PolicyOperation, Double> highest = new EnumMap<>(PolicyOperation.class);
    private final int levels;
    private final int mostBits;
    private final int droppedBits;

    PolicySpace(int levels, double shear, double rotation, double color, int mostBits, int droppedBits) {
        this.levels = levels;
        this.mostBits = mostBits;
        highest.put(PolicyOperation.SHEAR_X, shear);
        highest.put(PolicyOperation.SHEAR_Y, shear);
        highest.put(PolicyOperation.ROTATE, rotation);
        highest.put(PolicyOperation.BRIGHTNESS, color);
        highest.put(PolicyOperation.COLOR, color);
        highest.put(PolicyOperation.CONTRAST, color);
        highest.put(PolicyOperation.SHARPNESS, color);
        this.droppedBits = droppedBits;
    }

    /** Returns the number of levels. */
    int levels() {
        return levels;
    }

    /** Returns the largest translation along an axis, in pixels. */
    abstract double translation(int size);

    /** Returns the magnitude at a level, without its sign. */
    double magnitude(PolicyOperation operation, int level, ImageShape shape) {
        int highestLevel = levels - 1;
        double share = (double) level / highestLevel;
        switch (operation) {
            case TRANSLATE_X:
                return translation(shape.width) * level / highestLevel;
            case TRANSLATE_Y:
                return translation(shape.height) * level / highestLevel;
            case POSTERIZE:
                return mostBits - Math.rint(share * droppedBits);
            case SOLARIZE:
                return HIGHEST_VALUE * (highestLevel - level) / highestLevel / HIGHEST_VALUE;
            default:
                return highest.getOrDefault(operation, 0.0) * level / highestLevel;
        }
    }
}
