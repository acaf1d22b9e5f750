/**
 * The networks of the benchmark in other libraries of the JVM: DJL, and libtorch through {@code org.bytedeco:pytorch}.
 * Each runs in a separate process, started by {@code PeersBenchmark}.
 */
package io.github.dl4jregularizers.benchmark.peers;
