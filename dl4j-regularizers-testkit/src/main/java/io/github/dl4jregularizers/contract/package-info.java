/**
 * The contract: named properties of every dropout, layer, vertex, loss function and updater. {@code Contract.tests}
 * runs them on rows; a row names a class and what the properties need to know about it.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.contract;
