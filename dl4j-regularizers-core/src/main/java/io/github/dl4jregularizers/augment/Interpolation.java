package io.github.dl4jregularizers.augment;

/** How moved images get the values between pixels. */
public enum Interpolation {
    /** The value of the nearest pixel. Keeps labels and hard edges. */
    NEAREST,
    /** The mean of the four nearest pixels, weighted by distance. */
    BILINEAR
}
