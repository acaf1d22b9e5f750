/** Figures of images. */
package io.github.dl4jregularizers.examples.figures.images;
