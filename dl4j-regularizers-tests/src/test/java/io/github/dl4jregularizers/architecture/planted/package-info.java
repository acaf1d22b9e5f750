/** Violations of the structural rules, to prove that each rule finds them. */
package io.github.dl4jregularizers.architecture.planted;
