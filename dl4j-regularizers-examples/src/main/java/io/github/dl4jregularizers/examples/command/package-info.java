/**
 * The command line: one class per command, option groups shared between them, and the one place that turns an error
 * into a line on stderr and an exit code.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.command;
