/**
 * Tests of the report: statistics against numbers worked out by hand, a page that needs nothing else.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.report;
