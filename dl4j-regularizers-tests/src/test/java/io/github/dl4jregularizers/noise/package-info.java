/** Tests of the noise sources. */
package io.github.dl4jregularizers.noise;
