/** Tests of the package io.github.dl4jregularizers.cpu.random. */
package io.github.dl4jregularizers.cpu.random;
