/** Tests of the base package. */
package io.github.dl4jregularizers;
