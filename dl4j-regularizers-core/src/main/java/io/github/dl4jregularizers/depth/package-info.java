/**
 * Networks that are less deep in training: {@link io.github.dl4jregularizers.depth.ResidualBlock} leaves out its body at
 * random and does not compute it then, {@link io.github.dl4jregularizers.depth.DropPathVertex} drops a path of an existing
 * graph, {@link io.github.dl4jregularizers.depth.StochasticDepth} has the rates by depth and inserts the vertices, and
 * {@link io.github.dl4jregularizers.depth.LayerSequence} computes blocks in a row faster.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.depth;
