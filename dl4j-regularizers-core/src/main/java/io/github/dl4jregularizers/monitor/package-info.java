/** Measures during training what each regularizer does. */
package io.github.dl4jregularizers.monitor;
