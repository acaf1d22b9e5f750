/** Reads the reference values that independent tools generated; each lies beside the script that made it. */
package io.github.dl4jregularizers.reference;
