/** Tests of single figures at the quick size. */
package io.github.dl4jregularizers.examples.figures.images;
