package io.github.dl4jregularizers.examples.network;

/** A place for a layer in an image network. */
public enum Place {
    /** The images. */
    IMAGES,
    /** The feature maps, after each of the three stages. */
    MAPS,
    /** The features before the classifier. */
    FEATURES,
    /** The activation function of a hidden dense layer: the layer replaces ReLU. In cnn only. */
    ACTIVATION,
    /** The attention between positions: the layer replaces one without noise. In attention only. */
    ATTENTION
}
