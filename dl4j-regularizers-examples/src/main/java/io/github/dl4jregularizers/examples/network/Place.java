package io.github.dl4jregularizers.examples.network;

/** A place for activation noise in an image network. */
public enum Place {
    /** The images. */
    IMAGES,
    /** The feature maps, after each of the three stages. */
    MAPS,
    /** The features before the classifier. */
    FEATURES
}
