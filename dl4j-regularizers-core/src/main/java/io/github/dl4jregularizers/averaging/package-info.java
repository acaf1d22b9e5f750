/**
 * Averages of a network's parameters over its training, as listeners that can be saved beside the network.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.averaging;
