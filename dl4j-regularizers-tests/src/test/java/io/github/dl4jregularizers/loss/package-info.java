/** Tests of the losses. */
package io.github.dl4jregularizers.loss;
