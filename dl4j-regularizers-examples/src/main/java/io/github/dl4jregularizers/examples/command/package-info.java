/**
 * The command line: one class per command, shared option groups, and the one place that turns an error into a line
 * and an exit code.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.command;
