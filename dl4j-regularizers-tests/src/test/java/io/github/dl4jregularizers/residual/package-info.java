/** Tests of layers that are skipped at random, and of the fast way to compute them. */
package io.github.dl4jregularizers.residual;
