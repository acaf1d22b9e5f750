/**
 * Figures of a textbook's chapter on regularization, computed by the library. {@link
 * io.github.dl4jregularizers.examples.figures.FigureRun} computes them; each figure is one file of the package {@code
 * book} or {@code methods}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.figures;
