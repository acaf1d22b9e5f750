/**
 * The recipes. Each is one entry of {@link io.github.dl4jregularizers.examples.recipe.Recipes} and lists its
 * differences to the baseline.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.recipe;
