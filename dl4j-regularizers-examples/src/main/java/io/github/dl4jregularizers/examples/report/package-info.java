/**
 * What a comparison shows: statistics over seeds, the table, learning curves, and the page that holds them all.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.report;
