/**
 * Runs sequences of layers by oneDNN.
 *
 * <p>A {@code Program} is compiled per shape and mode. It consists of stages; in each, every chunk of the batch runs
 * through all operations by itself, so that its values stay in the processor's cache. A stage ends where an operation
 * needs the whole batch, as the statistics of batch normalization do. Feature maps have channels last; values that are
 * cheap to compute from kept ones, such as normalized values, are computed again in the backward pass instead of kept.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.cpu.engine;
