/** Tests of the code's structure: what a package may use, and how packages and classes are named. */
package io.github.dl4jregularizers.architecture;
