/** Tests of charts. */
package io.github.dl4jregularizers.examples.figures.plot;
