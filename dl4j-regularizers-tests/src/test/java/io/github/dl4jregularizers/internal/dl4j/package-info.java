/** Tests that fail when a behavior of DL4J changes that the library relies on. */
package io.github.dl4jregularizers.internal.dl4j;
