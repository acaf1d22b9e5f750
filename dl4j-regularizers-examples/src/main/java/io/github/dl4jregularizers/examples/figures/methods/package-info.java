/** The figures of single methods of regularization, on MNIST-1D. One class per figure. */
package io.github.dl4jregularizers.examples.figures.methods;
