/**
 * Internal checks and helpers of all packages; may change in any release.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal;
