/** Comparison of the peers' first steps with PyTorch's. */
package io.github.dl4jregularizers.benchmark.peers;
