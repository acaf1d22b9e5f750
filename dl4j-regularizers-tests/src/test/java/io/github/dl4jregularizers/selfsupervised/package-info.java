/** Tests of self-supervised learning. */
package io.github.dl4jregularizers.selfsupervised;
