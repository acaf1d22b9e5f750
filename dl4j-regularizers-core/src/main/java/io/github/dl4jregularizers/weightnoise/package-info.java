/** Noise on weights: DropConnect, Gaussian weight noise, embedding dropout. */
package io.github.dl4jregularizers.weightnoise;
