/**
 * What the method families share and users do not call: one named check per kind of argument error, the walk over
 * every inner layer of a configuration, and the role of each parameter. No compatibility is promised here.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal;
