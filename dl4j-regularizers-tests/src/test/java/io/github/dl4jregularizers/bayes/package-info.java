/** Tests of posterior distributions of parameters. */
package io.github.dl4jregularizers.bayes;
