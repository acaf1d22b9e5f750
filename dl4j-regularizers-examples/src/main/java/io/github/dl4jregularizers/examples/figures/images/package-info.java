/** Figures of images: adversarial examples and augmentations. */
package io.github.dl4jregularizers.examples.figures.images;
