/**
 * Tests of the recipes: each matches its name, on both kinds of network.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.recipe;
