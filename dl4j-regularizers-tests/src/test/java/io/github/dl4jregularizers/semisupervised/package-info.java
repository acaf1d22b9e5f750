/** Tests of training with unlabeled data. */
package io.github.dl4jregularizers.semisupervised;
