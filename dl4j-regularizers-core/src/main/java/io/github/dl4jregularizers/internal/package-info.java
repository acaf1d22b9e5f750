/** Shared by the packages of this library, without any promise of compatibility: checks of arguments and coefficients. */
package io.github.dl4jregularizers.internal;
