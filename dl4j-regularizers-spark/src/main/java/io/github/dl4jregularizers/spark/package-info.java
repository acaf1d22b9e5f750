/**
 * Distributed training on Apache Spark with DL4J's parameter averaging, distributed Monte-Carlo prediction, and
 * ensembles with one member per task.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.spark;
