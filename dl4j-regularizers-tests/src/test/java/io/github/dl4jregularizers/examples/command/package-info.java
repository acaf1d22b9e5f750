/**
 * Tests of the command line: every user's error in one line, and whole comparisons on a few images.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.command;
