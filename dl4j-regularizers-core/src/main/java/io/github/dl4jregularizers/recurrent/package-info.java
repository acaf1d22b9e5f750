/**
 * Noise on the states of recurrent layers: recurrent dropout and zoneout.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.recurrent;
