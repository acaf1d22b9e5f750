/** Tests of training in several threads. */
package io.github.dl4jregularizers.parallel;
