/**
 * What is compared: each recipe is one entry of {@link io.github.dl4jregularizers.examples.recipe.Recipes}, and says
 * only in what it differs from the baseline.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.examples.recipe;
