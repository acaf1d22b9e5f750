/** Tests of the package io.github.dl4jregularizers.internal.weights. */
package io.github.dl4jregularizers.internal.weights;
