/**
 * Every reliance on internals of DL4J: workspaces, passes without an update, copies of networks.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.dl4j;
