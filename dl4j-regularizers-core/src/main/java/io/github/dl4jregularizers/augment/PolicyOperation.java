package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import java.util.List;

/** The operations of policies, in torchvision's order for RandAugment and TrivialAugmentWide. */
enum PolicyOperation {
    IDENTITY,
    SHEAR_X,
    SHEAR_Y,
    TRANSLATE_X,
    TRANSLATE_Y,
    ROTATE,
    BRIGHTNESS,
    COLOR,
    CONTRAST,
    SHARPNESS,
    POSTERIZE,
    SOLARIZE,
    AUTO_CONTRAST,
    EQUALIZE;

    /** Tests whether the magnitude has a random sign. */
    boolean isSigned() {
        return compareTo(SHEAR_X) >= 0 && compareTo(SHARPNESS) <= 0;
    }

    /** Draws the sign of a magnitude, for operations that have one. */
    double signed(double magnitude, SplitMix random) {
        return isSigned() && random.nextInt(2) == 1 ? -magnitude : magnitude;
    }

    /** Tests whether AugMix leaves the operation out by default because corruptions of benchmarks contain it. */
    boolean isCorruption() {
        return compareTo(BRIGHTNESS) >= 0 && compareTo(SHARPNESS) <= 0;
    }

    /** Draws an operation. */
    static PolicyOperation draw(SplitMix random) {
        return values()[random.nextInt(values().length)];
    }

    /**
     * Returns the change of an image.
     *
     * @param shape of the image
     * @param magnitude in the unit of the operation: slope, pixels, degrees, factor - 1, bits, or threshold in [0, 1]
     * @param resampling of moved images
     */
    Change change(ImageShape shape, double magnitude, Resampling resampling) {
        switch (this) {
            case SHEAR_X:
                return aroundCorner(shape, slope(magnitude), 0, resampling);
            case SHEAR_Y:
                return aroundCorner(shape, 0, slope(magnitude), resampling);
            case TRANSLATE_X:
                return translated(shape, (int) magnitude, 0, resampling);
            case TRANSLATE_Y:
                return translated(shape, 0, (int) magnitude, resampling);
            case ROTATE:
                return moved(shape, AffineMap.inverse(-magnitude, 1, 0, 0), resampling);
            case BRIGHTNESS:
                return color(shape, ColorChange.Kind.BRIGHTNESS, 1 + magnitude);
            case COLOR:
                return color(shape, ColorChange.Kind.SATURATION, 1 + magnitude);
            case CONTRAST:
                return color(shape, ColorChange.Kind.CONTRAST, 1 + magnitude);
            case SHARPNESS:
                return (image, out) -> Tones.sharpness(shape, image, out, 1 + magnitude);
            case POSTERIZE:
                return (image, out) -> Tones.posterize(image, out, (int) magnitude);
            case SOLARIZE:
                return (image, out) -> Tones.solarize(image, out, magnitude);
            case AUTO_CONTRAST:
                return (image, out) -> Tones.autoContrast(shape, image, out);
            case EQUALIZE:
                return (image, out) -> Tones.equalize(shape, image, out);
            default:
                return Change.none(shape);
        }
    }

    private static double slope(double magnitude) {
        return Math.toDegrees(Math.atan(magnitude));
    }

    /** torchvision shears around the upper left corner, as the authors' code. */
    private static Change aroundCorner(ImageShape shape, double shearX, double shearY, Resampling resampling) {
        AffineMap map = AffineMap.inverse(0, 1, shearX, shearY).around(-shape.width / 2.0, -shape.height / 2.0);
        return moved(shape, map, resampling);
    }

    /** Moves by whole pixels, which needs no interpolation. */
    private static Change translated(ImageShape shape, int right, int down, Resampling resampling) {
        return new Window(shape, shape, resampling.fill, -down, -right, false);
    }

    private static Change moved(ImageShape shape, AffineMap map, Resampling resampling) {
        return new AffineChange(shape, map, resampling);
    }

    private static Change color(ImageShape shape, ColorChange.Kind kind, double factor) {
        double[] factors = new double[ColorChange.Kind.values().length];
        factors[kind.ordinal()] = factor;
        return new ColorChange(shape, List.of(kind), factors);
    }
}
