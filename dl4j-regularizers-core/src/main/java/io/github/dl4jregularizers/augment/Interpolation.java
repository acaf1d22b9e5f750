package io.github.dl4jregularizers.augment;

/** The interpolation of moved images between pixels. */
public enum Interpolation {
    /** The value of the nearest pixel. Keeps labels and hard edges. */
    NEAREST,
    /** The mean of the four nearest pixels, weighted by distance. */
    BILINEAR
}
