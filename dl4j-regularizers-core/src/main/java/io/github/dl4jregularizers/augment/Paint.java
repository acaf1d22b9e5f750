package io.github.dl4jregularizers.augment;

/** What is put in the place of pixels. */
interface Paint {

    /** The same whenever it is asked for; pixels are numbered row by row. */
    double of(int channel, int pixel);
}
