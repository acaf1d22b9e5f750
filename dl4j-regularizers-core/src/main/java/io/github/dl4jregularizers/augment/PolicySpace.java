package io.github.dl4jregularizers.augment;

import java.util.EnumMap;
import java.util.Map;

/** The magnitudes of the operations of a policy, on 31 levels from 0 to 30. */
enum PolicySpace {
    /** RandAugment: translations are shares of the image. */
    RAND_AUGMENT(0.3, 30, 0.9, 4) {
        @Override
        double translation(int size) {
            return 150.0 / 331 * size;
        }
    },
    /** TrivialAugmentWide: translations are in pixels. */
    TRIVIAL_AUGMENT_WIDE(0.99, 135, 0.99, 6) {
        @Override
        double translation(int size) {
            return 32;
        }
    };

    static final int LEVELS = 31;

    private static final int HIGHEST_LEVEL = LEVELS - 1;
    private static final int BITS = 8;
    private static final double HIGHEST_VALUE = 255;

    private final Map<PolicyOperation, Double> highest = new EnumMap<>(PolicyOperation.class);
    private final int droppedBits;

    PolicySpace(double shear, double rotation, double color, int droppedBits) {
        highest.put(PolicyOperation.SHEAR_X, shear);
        highest.put(PolicyOperation.SHEAR_Y, shear);
        highest.put(PolicyOperation.ROTATE, rotation);
        highest.put(PolicyOperation.BRIGHTNESS, color);
        highest.put(PolicyOperation.COLOR, color);
        highest.put(PolicyOperation.CONTRAST, color);
        highest.put(PolicyOperation.SHARPNESS, color);
        this.droppedBits = droppedBits;
    }

    /** Returns the largest translation along an axis, in pixels. */
    abstract double translation(int size);

    /** Returns the magnitude at a level, without its sign. */
    double magnitude(PolicyOperation operation, int level, ImageShape shape) {
        double share = (double) level / HIGHEST_LEVEL;
        switch (operation) {
            case TRANSLATE_X:
                return translation(shape.width) * level / HIGHEST_LEVEL;
            case TRANSLATE_Y:
                return translation(shape.height) * level / HIGHEST_LEVEL;
            case POSTERIZE:
                return BITS - Math.rint(share * droppedBits);
            case SOLARIZE:
                return HIGHEST_VALUE * (HIGHEST_LEVEL - level) / HIGHEST_LEVEL / HIGHEST_VALUE;
            default:
                return highest.getOrDefault(operation, 0.0) * level / HIGHEST_LEVEL;
        }
    }
}
