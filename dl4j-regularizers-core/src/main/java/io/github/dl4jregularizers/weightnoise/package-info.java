/**
 * Noise on weights in training: DropConnect, Gaussian weight noise, embedding dropout. Each wraps a DL4J layer.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.weightnoise;
