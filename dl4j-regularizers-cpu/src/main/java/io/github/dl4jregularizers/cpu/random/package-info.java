/** Random numbers in the memory of the host, by a counter-based generator. */
package io.github.dl4jregularizers.cpu.random;
