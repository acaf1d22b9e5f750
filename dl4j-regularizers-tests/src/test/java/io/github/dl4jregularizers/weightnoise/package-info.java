/** Tests of layers that drop weights beside their contract. */
package io.github.dl4jregularizers.weightnoise;
