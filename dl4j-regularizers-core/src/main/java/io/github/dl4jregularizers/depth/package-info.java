/**
 * Networks that are less deep in training: a residual block leaves out its body at
 * random and does not compute it then.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.depth;
