package io.github.dl4jregularizers.augment;

/** Values that replace pixels. */
interface Paint {

    /** Returns the value of a channel, always the same one. Pixels are numbered row by row. */
    double of(int channel, int pixel);
}
