/**
 * Audit rules for networks that train on Spark. {@code RegularizationAudit.forSpark} finds them by
 * {@code ServiceLoader}.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.spark.rules;
