/**
 * Training on Apache Spark.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.spark;
