package io.github.dl4jregularizers.examples.network;

/** Where in an image network noise on activations can go. */
public enum Place {
    /** On the images themselves. */
    IMAGES,
    /** On the feature maps, after each of the three stages. */
    MAPS,
    /** On the features that enter the classifier. */
    FEATURES
}
