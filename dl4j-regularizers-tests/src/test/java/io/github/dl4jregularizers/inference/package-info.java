/** Tests of Monte-Carlo dropout. */
package io.github.dl4jregularizers.inference;
