/** The figures, one file each, and the small models that they share. */
package io.github.dl4jregularizers.examples.figures.book;
