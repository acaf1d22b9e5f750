package io.github.dl4jregularizers.augment;

import java.io.Serializable;

/** Ranges of the draws of {@link RandomAffine}. Not changed once an augmentation holds them. */
final class AffineRanges implements Cloneable, Serializable {

    private static final long serialVersionUID = 1L;

    /** Largest angle in degrees. */
    double rotation;
    /** Largest move to the right or left, as a share of the width. */
    double horizontal;
    /** Largest move up or down, as a share of the height. */
    double vertical;

    double smallestScale = 1;
    double largestScale = 1;
    /** Largest angle in degrees along x. */
    double shearX;
    /** Largest angle in degrees along y. */
    double shearY;

    AffineRanges copy() {
        try {
            return (AffineRanges) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("AffineRanges is Cloneable", e);
        }
    }
}
