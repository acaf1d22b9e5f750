/**
 * Tests of the recipes: each is what its name says, on both kinds of network.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.recipe;
