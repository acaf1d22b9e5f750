/** Tests of the oneDNN engine against DL4J layer by layer. */
package io.github.dl4jregularizers.cpu.engine;
