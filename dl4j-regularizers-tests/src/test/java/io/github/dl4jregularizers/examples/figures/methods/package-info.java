/** Tests of the figures of single methods. */
package io.github.dl4jregularizers.examples.figures.methods;
