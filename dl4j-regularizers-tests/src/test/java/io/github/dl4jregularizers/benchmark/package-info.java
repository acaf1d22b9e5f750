/**
 * Speed measurements, run by {@code mvn -q test-compile exec:exec -Pbenchmark -pl dl4j-regularizers-tests -am
 * -Dmain.class=...}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.benchmark;
