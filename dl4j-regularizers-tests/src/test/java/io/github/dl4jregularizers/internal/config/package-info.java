/**
 * Tests of the walk over configurations and of parameter roles.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.internal.config;
