/** Tests of the images that the examples train on. */
package io.github.dl4jregularizers.examples.data;
