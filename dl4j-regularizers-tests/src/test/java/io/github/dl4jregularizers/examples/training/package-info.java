/**
 * Tests of training: exact resumption after every kind of interruption, files that survive failures, metrics.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.training;
