/**
 * Averages and ensembles of a network's parameters over its training, as listeners that can be saved beside the network
 * and continue with it.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.averaging;
