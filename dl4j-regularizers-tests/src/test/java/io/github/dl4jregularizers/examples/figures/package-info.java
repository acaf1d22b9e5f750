/** Tests of the command figures: stored numbers, resumption, charts, the page. */
package io.github.dl4jregularizers.examples.figures;
