/**
 * The command line: one class per command, shared option groups, and the conversion of errors to a line and an exit
 * code.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.command;
