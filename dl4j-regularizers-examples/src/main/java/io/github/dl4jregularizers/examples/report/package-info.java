/**
 * The report of a comparison: statistics over seeds, the table, learning curves, and a self-contained page.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.report;
